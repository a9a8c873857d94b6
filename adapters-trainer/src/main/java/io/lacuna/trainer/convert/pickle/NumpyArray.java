package io.lacuna.trainer.convert.pickle;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.razorvine.pickle.PickleException;

/**
 * A numpy array as it was pickled; elements are counted in C order whatever order it is kept in.
 */
public final class NumpyArray implements PickleState {
  private static final int MOST = 8;

  private int[] shape = {0};
  private NumpyType type;
  private boolean fortran;
  private ByteBuffer view;
  private List<?> objects = List.of();

  NumpyArray() {}

  /** Version, shape, dtype, Fortran order, then bytes or a list. */
  @Override
  public void set(Object[] state) {
    if (state.length != 5 || !(state[1] instanceof Object[]) || !(state[3] instanceof Boolean)) {
      throw new PickleException("has a numpy array without shape, type, order and data");
    }
    fill((Object[]) state[1], state[2], (Boolean) state[3], state[4]);
  }

  NumpyArray fill(Object[] dims, Object dtype, boolean fortranOrder, Object data) {
    if (!(dtype instanceof NumpyType)) {
      throw new PickleException("has a numpy array without a type");
    }
    type = (NumpyType) dtype;
    fortran = fortranOrder;
    shape = new int[dims.length];
    long elements = 1;
    for (int i = 0; i < dims.length; i++) {
      long d = dims[i] instanceof Integer || dims[i] instanceof Long ? whole(dims[i]) : -1;
      elements *= d;
      if (d < 0 || d > Integer.MAX_VALUE || elements > Integer.MAX_VALUE || dims.length > MOST) {
        throw new PickleException("has a numpy array of absurd shape " + shown(dims));
      }
      shape[i] = (int) d;
    }
    take(data, elements);
    return this;
  }

  private static long whole(Object number) {
    return ((Number) number).longValue();
  }

  private static String shown(Object[] dims) {
    return Arrays.stream(dims)
        .limit(MOST + 1)
        .map(d -> d instanceof Number ? d.toString() : "?")
        .toList()
        .toString();
  }

  private void take(Object data, long elements) {
    long held = -1;
    if (type.objects() && data instanceof List<?> list) {
      objects = list;
      held = list.size();
    } else if (!type.objects() && data instanceof byte[] bytes) {
      view = type.view(bytes);
      held = bytes.length;
    }
    long wanted = type.objects() ? elements : elements * type.bytes();
    if (held != wanted) {
      throw new PickleException(
          "has a numpy array of shape "
              + Arrays.toString(shape)
              + " that needs "
              + wanted
              + (type.objects() ? " objects" : " bytes")
              + ", with "
              + (held < 0 ? "none" : held));
    }
  }

  public int[] shape() {
    return shape.clone();
  }

  /** Number of elements. */
  public int size() {
    return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
  }

  /** Whether its elements are numbers, not strings or objects. */
  public boolean numbers() {
    return type.numbers();
  }

  /** An element: a number, a string, or an object as it was pickled. */
  public Object value(int element) {
    return type.objects() ? objects.get(place(element)) : type.value(view, place(element));
  }

  /**
   * Elements as float32.
   *
   * @throws ClassCastException if they are no numbers
   */
  public float[] floats(int from, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          numbers()
              ? (float) type.number(view, place(from + i))
              : ((Number) value(from + i)).floatValue();
    }
    return values;
  }

  private int place(int element) {
    if (!fortran) {
      return element;
    }
    int place = 0;
    int rest = element;
    for (int i = shape.length - 1; i >= 0; i--) {
      int stride = 1;
      for (int j = 0; j < i; j++) {
        stride *= shape[j];
      }
      place += rest % shape[i] * stride;
      rest /= shape[i];
    }
    return place;
  }
}
