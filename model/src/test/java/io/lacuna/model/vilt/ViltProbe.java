package io.lacuna.model.vilt;

import ai.djl.ndarray.NDManager;
import com.sun.management.OperatingSystemMXBean;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.features.Features;
import io.lacuna.model.tensor.Torch;
import io.lacuna.schema.Modality;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A process that loads a ViLT-b32 and answers batches of 1 and 8, so that its memory is that of
 * serving alone. Writes a line per figure, last the digest; fails if a value is not finite or a
 * record depends on its mates.
 */
final class ViltProbe {
  private static final int TOKENS = 40;
  private static final int SIDE = 384;
  private static final int RUNS = 3;

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private ViltProbe() {}

  /** Arguments: the checkpoint folder, the file to write. */
  public static void main(String[] args) throws IOException {
    Path dir = Path.of(args[0]);
    List<String> report = new ArrayList<>();
    try (NDManager engine = Torch.newManager("cpu")) {
      engine.create(1f);
      long own = memory("RssAnon");
      long files = memory("RssFile");
      ViltConfig config = ViltConfig.read(dir);
      double weights = seconds(() -> ViltWeights.load(dir, config, engine));
      report.add(
          "weights in %.2f s, resident +%d MiB own, +%d MiB of files"
              .formatted(weights, memory("RssAnon") - own, memory("RssFile") - files));
    }
    ViltBase[] loaded = new ViltBase[1];
    double all = seconds(() -> loaded[0] = ViltBase.load(dir, "cpu"));
    report.add("base with tokenizer and digest in %.2f s".formatted(all));
    try (ViltBase base = loaded[0]) {
      serve(base, report);
      report.add(base.digest());
    }
    Files.write(Path.of(args[1]), report);
  }

  private static void serve(ViltBase base, List<String> report) throws IOException {
    List<Map<Modality, Features>> batch = records(8);
    float[][] eight = new float[1][];
    report.add("1 record in " + median(() -> pooled(base, batch.subList(0, 1))));
    report.add("8 records in " + median(() -> eight[0] = pooled(base, batch)));
    report.add(
        "resident %d MiB own, %d MiB of files".formatted(memory("RssAnon"), memory("RssFile")));
    for (int i = 0; i < batch.size(); i++) {
      float[] alone = pooled(base, batch.subList(i, i + 1));
      for (int j = 0; j < base.width(); j++) {
        float together = eight[0][i * base.width() + j];
        // written so that NaN fails
        if (!(Math.abs(alone[j] - together) < 1e-5f)) {
          throw new IllegalStateException(
              "record " + i + ", value " + j + ": " + alone[j] + " alone, " + together + " in 8");
        }
      }
    }
  }

  private static List<Map<Modality, Features>> records(int n) {
    Random random = new Random(3);
    List<Map<Modality, Features>> records = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      float[] pixels = new float[3 * SIDE * SIDE];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = random.nextFloat() * 2 - 1;
      }
      float[] ids = new float[TOKENS];
      for (int t = 0; t < TOKENS; t++) {
        ids[t] = random.nextInt(30_522);
      }
      records.add(
          Map.of(
              Modality.IMAGE, new Features(new int[] {3, SIDE, SIDE}, pixels),
              Modality.TEXT, new Features(new int[] {TOKENS}, ids)));
    }
    return records;
  }

  private static float[] pooled(ViltBase base, List<Map<Modality, Features>> batch) {
    try (NDManager m = base.manager().newSubManager()) {
      TokenBatch tokens = base.embed(batch, m);
      return base.vilt().pool(base.encode(tokens.x0(), tokens.mask(), Map.of())).toFloatArray();
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static double seconds(Work work) throws IOException {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Of several runs after one that warms up: the clock's time, and the processors'. */
  private static String median(Work work) throws IOException {
    work.run();
    double[] clock = new double[RUNS];
    double[] processors = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long before = SYSTEM.getProcessCpuTime();
      clock[i] = seconds(work);
      processors[i] = (SYSTEM.getProcessCpuTime() - before) / 1e9;
    }
    Arrays.sort(clock);
    Arrays.sort(processors);
    return "%.0f ms (%.0f ms of CPU)".formatted(clock[RUNS / 2] * 1e3, processors[RUNS / 2] * 1e3);
  }

  /** A line of the kernel's account of this process, in MiB. */
  private static long memory(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(field + ":")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("this system does not tell " + field);
  }
}
