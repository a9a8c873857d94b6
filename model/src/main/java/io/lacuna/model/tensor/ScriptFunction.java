package io.lacuna.model.tensor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A function in TorchScript for what the engine's Java interface lacks: bfloat16, and attention in
 * one operation. The archive that the engine loads is written here, so no Python is needed.
 *
 * <p>The engine's Java side knows no bfloat16 and ends the process when it touches such an array.
 * So functions give other types; only {@link #toBfloat16} gives one, which may be passed to another
 * function and to nothing else. Results carry no gradient. Thread-safe.
 */
public final class ScriptFunction {
  private static final String TO_BFLOAT16 =
      """
        def forward(self: __torch__.M, x: Tensor) -> Tensor:
          return torch.to(x, 15)
      """;

  private final PtSymbolBlock module;

  /**
   * @param owner frees the function when it is closed
   * @param forward the method, as TorchScript writes it: {@code def forward(self: __torch__.M, …)
   *     -> Tensor:} indented by two, its body by four, operations under {@code torch.}
   * @throws IllegalArgumentException if the engine cannot read it
   */
  public ScriptFunction(NDManager owner, String forward) {
    try {
      PtNDManager manager = (PtNDManager) owner;
      module =
          JniUtils.loadModule(manager, new ByteArrayInputStream(archive(forward)), false, false);
      JniUtils.enableInferenceMode(module);
    } catch (EngineException e) {
      throw new IllegalArgumentException("not TorchScript: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("an archive in memory", e);
    }
  }

  /**
   * Calls it.
   *
   * @param inputs all tensors; the result lands on the manager of the first
   */
  public NDArray apply(NDArray... inputs) {
    NDList arguments = new NDList(inputs.length);
    for (NDArray input : inputs) {
      // the engine makes a dictionary of inputs with names
      input.setName(null);
      arguments.add(input);
    }
    // else the first calls of a thread are profiled and later ones compiled: other bits
    JniUtils.setGraphExecutorOptimize(false);
    return IValueUtils.forward(module, arguments, false).singletonOrThrow();
  }

  /** The function that copies one array into bfloat16, for other functions to take. */
  public static ScriptFunction toBfloat16(NDManager owner) {
    return new ScriptFunction(owner, TO_BFLOAT16);
  }

  /** A stored ZIP with a module that has the method and no attributes. */
  private static byte[] archive(String forward) throws IOException {
    String code =
        "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n"
            + forward;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "m/data.pkl", emptyModule());
      put(zip, "m/code/__torch__.py", code.getBytes(UTF_8));
      // pickle of an empty tuple
      put(zip, "m/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
      put(zip, "m/version", "3\n".getBytes(UTF_8));
      put(zip, "m/byteorder", "little".getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  /** Pickle, protocol 2, of an object of class M whose attributes are {training: False}. */
  private static byte[] emptyModule() {
    return ("\u0080\u0002c__torch__\nM\nq\0)\u0081}(X\u0008\0\0\0trainingq\u0001\u0089ubq\u0002.")
        .getBytes(ISO_8859_1);
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCompressedSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
