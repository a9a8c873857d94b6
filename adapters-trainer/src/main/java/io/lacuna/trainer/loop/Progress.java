package io.lacuna.trainer.loop;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Tells people how a stage goes: a bar on a terminal, else a line per epoch on standard error. */
public interface Progress extends AutoCloseable {

  /** After every update. */
  void step(float loss);

  /**
   * After every epoch.
   *
   * @param validation NaN where there are no validation subjects
   */
  void epoch(int epoch, double meanLoss, double validation, boolean best);

  @Override
  void close();

  /**
   * A progress for a stage, by what standard error is.
   *
   * @param done steps that an earlier run has done
   * @param steps of the whole stage
   */
  static Progress of(String stage, int done, int steps) {
    return System.console() != null ? new Bar(stage, done, steps) : new Lines(stage, System.err);
  }

  /** Plain lines. */
  record Lines(String stage, PrintStream out) implements Progress {
    @Override
    public void step(float loss) {}

    @Override
    public void epoch(int epoch, double meanLoss, double validation, boolean best) {
      out.printf(
          Locale.ROOT,
          "%s epoch %d loss %.4f%s%n",
          stage,
          epoch + 1,
          meanLoss,
          Double.isNaN(validation)
              ? ""
              : String.format(Locale.ROOT, " validation %.4f%s", validation, best ? " *" : ""));
    }

    @Override
    public void close() {}
  }

  /** A bar that redraws itself. */
  final class Bar implements Progress {
    private final ProgressBar bar;

    private Bar(String stage, int done, int steps) {
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(stage)
              .setInitialMax(steps)
              .startsFrom(done, Duration.ZERO)
              .setStyle(ProgressBarStyle.ASCII)
              .build();
    }

    @Override
    public void step(float loss) {
      bar.step();
    }

    @Override
    public void epoch(int epoch, double meanLoss, double validation, boolean best) {
      if (!Double.isNaN(validation)) {
        bar.setExtraMessage(String.format(Locale.ROOT, "validation %.4f", validation));
      }
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
