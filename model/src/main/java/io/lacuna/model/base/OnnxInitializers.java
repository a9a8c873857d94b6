package io.lacuna.model.base;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The float weights inside an ONNX file, read from the protobuf wire format: ModelProto.graph is
 * field 7; GraphProto.node 1 and initializer 5; NodeProto.input 1 and op_type 4; TensorProto.dims
 * 1, data_type 2, name 8, raw_data 9.
 *
 * @param tensors float32 initializers by name
 * @param matMulInputs names of the initializers that MatMul nodes multiply with, in graph order
 */
record OnnxInitializers(Map<String, Tensor> tensors, List<String> matMulInputs) {
  private static final int FLOAT = 1;

  /**
   * @param bytes row-major little-endian float32
   */
  record Tensor(long[] shape, ByteBuffer bytes) {}

  static OnnxInitializers read(ByteBuffer file) {
    OnnxInitializers found = new OnnxInitializers(new HashMap<>(), new ArrayList<>());
    Wire model = new Wire(file.duplicate().order(ByteOrder.LITTLE_ENDIAN));
    while (model.next()) {
      if (model.field == 7) {
        found.readGraph(new Wire(model.bytes));
      }
    }
    found.matMulInputs.retainAll(found.tensors.keySet());
    return found;
  }

  private void readGraph(Wire graph) {
    while (graph.next()) {
      if (graph.field == 1) {
        readNode(new Wire(graph.bytes));
      } else if (graph.field == 5) {
        readTensor(new Wire(graph.bytes));
      }
    }
  }

  private void readNode(Wire node) {
    List<String> inputs = new ArrayList<>();
    boolean matMul = false;
    while (node.next()) {
      if (node.field == 1) {
        inputs.add(text(node.bytes));
      } else if (node.field == 4) {
        matMul = text(node.bytes).equals("MatMul");
      }
    }
    if (matMul) {
      matMulInputs.addAll(inputs);
    }
  }

  private void readTensor(Wire tensor) {
    List<Long> dims = new ArrayList<>();
    long type = 0;
    String name = "";
    ByteBuffer raw = null;
    while (tensor.next()) {
      switch (tensor.field) {
        case 1 -> tensor.addVarints(dims);
        case 2 -> type = tensor.varint;
        case 8 -> name = text(tensor.bytes);
        case 9 -> raw = tensor.bytes;
        default -> {}
      }
    }
    if (type == FLOAT && raw != null) {
      tensors.put(name, new Tensor(dims.stream().mapToLong(d -> d).toArray(), raw));
    }
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  /** A cursor over the fields of one message. */
  private static final class Wire {
    private final ByteBuffer in;
    int field;
    long varint;
    ByteBuffer bytes;

    Wire(ByteBuffer in) {
      this.in = in;
    }

    boolean next() {
      if (!in.hasRemaining()) {
        return false;
      }
      int tag = (int) readVarint(in);
      field = tag >>> 3;
      bytes = null;
      switch (tag & 7) {
        case 0 -> varint = readVarint(in);
        case 1 -> skip(8);
        case 2 -> bytes = skip((int) readVarint(in));
        case 5 -> skip(4);
        default -> throw new IllegalArgumentException("not an ONNX file: wire type " + (tag & 7));
      }
      return true;
    }

    /** A repeated integer comes one by one or packed. */
    void addVarints(List<Long> to) {
      if (bytes == null) {
        to.add(varint);
        return;
      }
      while (bytes.hasRemaining()) {
        to.add(readVarint(bytes));
      }
    }

    private ByteBuffer skip(int length) {
      if (length < 0 || length > in.remaining()) {
        throw new IllegalArgumentException("not an ONNX file: a field runs past the end");
      }
      ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
      in.position(in.position() + length);
      return part;
    }

    private static long readVarint(ByteBuffer in) {
      long value = 0;
      for (int shift = 0; shift < 64 && in.hasRemaining(); shift += 7) {
        byte b = in.get();
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("not an ONNX file: a number does not end");
    }
  }
}
