package io.lacuna.trainer.convert;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.filter.FilterManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A CMU-SDK computational sequence: HDF5 with {@code /ROOT/data/VIDEO/features} (n, d) and {@code
 * /ROOT/data/VIDEO/intervals} (n, 2) in seconds. Links are not followed, and a shape is held
 * against the size of the file before anything is read.
 */
final class CsdFile implements AutoCloseable {
  /** What deflate reaches at best; a file cannot hold more than so many times itself. */
  private static final int DEFLATE_RATIO = 1032;

  private static final long MOST_BYTES = 256L << 20;

  static {
    FilterManager.addFilter(new BoundedInflate());
  }

  private final Path file;
  private final long most;
  private final HdfFile hdf;
  private final Group data;
  private final Set<String> counted = new HashSet<>();
  private long read;

  /**
   * @throws ConvertException if it is no such file
   */
  CsdFile(Path file) throws IOException {
    ConvertException.requireFile(file);
    this.file = file;
    this.most = Math.multiplyExact(Files.size(file), (long) DEFLATE_RATIO);
    this.hdf = guarded("", () -> new HdfFile(file));
    try {
      requireWhole();
      Iterator<Node> roots = guarded("/", hdf::iterator);
      Node root = roots.hasNext() ? roots.next() : null;
      if (root == null || roots.hasNext()) {
        throw new ConvertException(file + " must have one group at its top");
      }
      this.data = group(group(root, hdf), "data");
    } catch (IOException e) {
      hdf.close();
      throw e;
    }
  }

  private void requireWhole() throws IOException {
    long says = hdf.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
    if (says > Files.size(file)) {
      throw new ConvertException(
          file + " is cut off: it says it has " + says + " bytes and has " + Files.size(file));
    }
  }

  /** For messages. */
  Path path() {
    return file;
  }

  SortedSet<String> videos() throws ConvertException {
    return new TreeSet<>(guarded(data.getPath(), () -> data.getChildren().keySet()));
  }

  /**
   * Reads what is there of a video.
   *
   * @throws ConvertException naming the data set in the file
   */
  Sequence read(String video) throws ConvertException {
    Group group = group(data, video);
    Dataset features = dataset(group, "features");
    Dataset intervals = dataset(group, "intervals");
    int rows = features.getDimensions()[0];
    if (intervals.getDimensions()[0] != rows || intervals.getDimensions()[1] != 2) {
      throw new ConvertException(
          where(intervals) + " must have shape [" + rows + ", 2] as its features have rows");
    }
    double[] times = numbers(intervals);
    double[] starts = new double[rows];
    double[] ends = new double[rows];
    for (int i = 0; i < rows; i++) {
      starts[i] = times[2 * i];
      ends[i] = times[2 * i + 1];
    }
    int width = features.getDimensions()[1];
    if (features.getJavaType() == String.class) {
      return new Sequence(starts, ends, new float[0], width, words(features, rows, width));
    }
    return new Sequence(starts, ends, narrow(features), width, new String[0]);
  }

  private String[] words(Dataset set, int rows, int width) throws ConvertException {
    if (width != 1) {
      throw new ConvertException(where(set) + " must have one word a row");
    }
    Object read = data(set);
    if (read instanceof Object[] all && all.length == rows) {
      return Arrays.stream(all).map(String::valueOf).toArray(String[]::new);
    }
    throw new ConvertException(where(set) + " cannot be read as words");
  }

  private double[] numbers(Dataset set) throws ConvertException {
    Object read = data(set);
    if (read instanceof float[] floats) {
      return IntStream.range(0, floats.length).mapToDouble(i -> floats[i]).toArray();
    } else if (read instanceof double[] doubles) {
      return doubles;
    } else if (read instanceof int[] ints) {
      return Arrays.stream(ints).asDoubleStream().toArray();
    } else if (read instanceof long[] longs) {
      return Arrays.stream(longs).asDoubleStream().toArray();
    }
    throw new ConvertException(
        where(set) + " must hold float32, float64, int32 or int64, not " + set.getJavaType());
  }

  private float[] narrow(Dataset set) throws ConvertException {
    if (set.getJavaType() == float.class) {
      return (float[]) data(set);
    }
    double[] wide = numbers(set);
    float[] narrow = new float[wide.length];
    for (int i = 0; i < narrow.length; i++) {
      narrow[i] = (float) wide[i];
    }
    return narrow;
  }

  private Object data(Dataset set) throws ConvertException {
    if (set.getDimensions()[0] == 0) {
      return set.getJavaType() == String.class ? new String[0] : new float[0];
    }
    return guarded(set.getPath(), set::getDataFlat);
  }

  private Group group(Node node, Node parent) throws ConvertException {
    if (node == null || node.isLink() || !node.isGroup()) {
      String name = node == null ? parent.getPath() : node.getPath();
      throw new ConvertException(file + ": '" + name + "' must be a group; links are not followed");
    }
    return (Group) node;
  }

  private Group group(Group parent, String name) throws ConvertException {
    Node node = guarded(parent.getPath(), () -> parent.getChild(name));
    if (node == null) {
      throw new ConvertException(file + ": '" + parent.getPath() + "' has no group '" + name + "'");
    }
    return group(node, parent);
  }

  /** Of two dimensions, and no larger than the file can hold. */
  private Dataset dataset(Group parent, String name) throws ConvertException {
    Node node = guarded(parent.getPath(), () -> parent.getChild(name));
    if (node == null || node.isLink() || !(node instanceof Dataset set)) {
      throw new ConvertException(
          file + ": '" + parent.getPath() + name + "' must be a data set; links are not followed");
    }
    int[] shape = guarded(set.getPath(), set::getDimensions);
    if (shape.length != 2 || set.isVariableLength() || shape[1] < 1) {
      throw new ConvertException(
          where(set) + " must have two dimensions and elements of a fixed size");
    }
    int element = set.getDataType().getSize();
    requireHeld(set, shape, element);
    if (set instanceof ChunkedDataset chunked) {
      requireHeld(set, guarded(set.getPath(), chunked::getChunkDimensions), element);
    }
    // aligned labels come back to the sequence of their video
    read += counted.add(set.getPath()) ? (long) shape[0] * shape[1] * element : 0;
    if (read > most) {
      throw new ConvertException(
          where(set)
              + ": the data sets up to here claim "
              + read
              + " bytes, more than its file can hold; allowed are "
              + most);
    }
    return set;
  }

  private void requireHeld(Dataset set, int[] shape, int element) throws ConvertException {
    double bytes = element;
    for (int d : shape) {
      bytes *= d;
    }
    if (!(bytes >= 0 && bytes <= Math.min(most, MOST_BYTES))) {
      throw new ConvertException(
          String.format(
              "%s claims shape %s, %.0f bytes%s",
              where(set), Arrays.toString(shape), bytes, tooMany()));
    }
  }

  private String tooMany() {
    return most < MOST_BYTES
        ? ", more than its file can hold; allowed are " + most
        : ", more than is read; allowed are " + MOST_BYTES;
  }

  private String where(Node node) {
    return file + ": '" + node.getPath() + "'";
  }

  /** The library throws many things at damaged files. */
  private <T> T guarded(String place, Supplier<T> reading) throws ConvertException {
    try {
      return reading.get();
    } catch (OutOfMemoryError e) {
      throw ConvertException.tooLarge(file, e);
    } catch (RuntimeException | StackOverflowError e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String at = place.isEmpty() ? "" : " at '" + place + "'";
      throw new ConvertException(
          file + " is no sound HDF5 file" + at + ": " + cause.getMessage(), cause);
    }
  }

  @Override
  public void close() {
    hdf.close();
  }
}
