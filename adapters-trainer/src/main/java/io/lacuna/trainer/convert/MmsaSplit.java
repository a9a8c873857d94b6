package io.lacuna.trainer.convert;

import io.lacuna.trainer.convert.pickle.NumpyArray;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** One split of an MMSA pickle: columns of equal length by name. */
final class MmsaSplit {
  private final Map<?, ?> columns;
  private final String where;
  private final int size;

  /**
   * @param where file and split, for messages
   * @throws ConvertException if it is no dictionary with an {@code id} column
   */
  MmsaSplit(Object columns, String where) throws ConvertException {
    this.where = where;
    if (!(columns instanceof Map<?, ?> map)) {
      throw new ConvertException(where + " must be a dictionary of columns");
    }
    this.columns = map;
    this.size = length("id");
  }

  int size() {
    return size;
  }

  boolean has(String column) {
    return columns.get(column) != null;
  }

  /** For messages. */
  String where(int row) {
    return where + " row " + row;
  }

  /** A string of a list or an array. */
  String text(String column, int row) throws ConvertException {
    Object value = value(column, row);
    if (value instanceof byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
    if (!(value instanceof String)) {
      throw wrong(column, row, "a string");
    }
    return (String) value;
  }

  /** A number of a list or an array, of shape (rows) or (rows, 1). */
  double number(String column, int row) throws ConvertException {
    if (!(value(column, row) instanceof Number n)) {
      throw wrong(column, row, "a number");
    }
    return n.doubleValue();
  }

  /**
   * The vectors of a row of an array (rows, t, d) or (rows, d), without padding.
   *
   * @param lengths column that says how many vectors are real; where there is none, vectors of
   *     zeros at either end are padding
   */
  Frames frames(String column, String lengths, int row) throws ConvertException {
    NumpyArray array = array(column);
    int[] shape = array.shape();
    if (!array.numbers() || shape.length < 2 || shape.length > 3) {
      throw new ConvertException(
          where + ": '" + column + "' must be numbers of shape (rows, t, d) or (rows, d)");
    }
    int width = shape[shape.length - 1];
    if (width < 1) {
      throw new ConvertException(where + ": '" + column + "' has vectors of no value");
    }
    int row0 = array.size() / shape[0];
    Frames all = new Frames(array.floats(row * row0, row0), width);
    return shape.length == 2 ? all : real(all, lengths, row);
  }

  private Frames real(Frames all, String lengths, int row) throws ConvertException {
    if (lengths.equals("text_bert")) {
      return has(lengths) ? first(all, maskSum(row, all.count()), row) : all.trimmed();
    }
    return has(lengths) ? first(all, (int) number(lengths, row), row) : all.trimmed();
  }

  /** The ids, mask and segments of BERT: (rows, 3, t). */
  private int maskSum(int row, int count) throws ConvertException {
    NumpyArray bert = array("text_bert");
    int[] shape = bert.shape();
    if (!bert.numbers() || shape.length != 3 || shape[1] != 3 || shape[2] != count) {
      throw new ConvertException(
          where + ": 'text_bert' must be numbers of shape (rows, 3, " + count + ")");
    }
    int sum = 0;
    for (float m : bert.floats((row * 3 + 1) * count, count)) {
      sum += m > 0 ? 1 : 0;
    }
    return sum;
  }

  /** Most files have real vectors first; some are filled up on the left. */
  private Frames first(Frames all, int real, int row) throws ConvertException {
    int count = all.count();
    if (real < 0 || real > count) {
      throw new ConvertException(
          where(row) + ": length " + real + " must be in [0, " + count + "]");
    }
    boolean left = real < count && all.zero(0, count - real) && !all.zero(count - real, count);
    return left ? all.slice(count - real, count) : all.slice(0, real);
  }

  private NumpyArray array(String column) throws ConvertException {
    length(column);
    if (!(columns.get(column) instanceof NumpyArray array)) {
      throw new ConvertException(where + ": '" + column + "' must be a numpy array");
    }
    return array;
  }

  private Object value(String column, int row) throws ConvertException {
    int rows = length(column);
    Object all = columns.get(column);
    if (all instanceof List<?> list) {
      return list.get(row);
    }
    NumpyArray array = (NumpyArray) all;
    if (array.size() != rows) {
      throw new ConvertException(where + ": '" + column + "' must have one value a row");
    }
    return array.value(row);
  }

  private int length(String column) throws ConvertException {
    Object value = columns.get(column);
    int rows = -1;
    if (value instanceof List<?> list) {
      rows = list.size();
    } else if (value instanceof NumpyArray array && array.shape().length > 0) {
      rows = array.shape()[0];
    }
    if (rows < 0) {
      throw new ConvertException(
          where + " has no list or array '" + column + "'; it has " + columns.keySet());
    }
    if (!column.equals("id") && rows != size) {
      throw new ConvertException(
          where + ": '" + column + "' has " + rows + " rows, 'id' has " + size);
    }
    return rows;
  }

  private ConvertException wrong(String column, int row, String wanted) {
    return new ConvertException(where(row) + ": '" + column + "' must be " + wanted);
  }
}
