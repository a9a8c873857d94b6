package io.lacuna.app.evaluate;

import java.util.Locale;

/** What answers are grouped by. */
public enum By {
  /** All answers in one group; always reported. */
  ALL {
    @Override
    String of(Answer a) {
      return "all";
    }
  },
  /** Modalities that were present, e.g. {@code IT-}. */
  MASK {
    @Override
    String of(Answer a) {
      return a.mask().toString();
    }
  },
  /** How many expected modalities were absent. */
  ABSENT {
    @Override
    String of(Answer a) {
      return Integer.toString(a.absent());
    }
  },
  /** Site of the first sample that named one. */
  SITE {
    @Override
    String of(Answer a) {
      return a.site() == null ? "none" : a.site();
    }
  },
  /** Adapter that answered. */
  ADAPTER {
    @Override
    String of(Answer a) {
      return a.adapter();
    }
  },
  /** Provisional, corrected or final; every window counts once in each status that it had. */
  STATUS {
    @Override
    String of(Answer a) {
      return a.status().word();
    }
  };

  /** Name of the answer's group. */
  abstract String of(Answer a);

  /** Its name on the command line and in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
