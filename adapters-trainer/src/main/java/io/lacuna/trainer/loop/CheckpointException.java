package io.lacuna.trainer.loop;

import java.nio.file.Path;

/** A kept state of a training cannot be used. The message names the file and the way out. */
public final class CheckpointException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  CheckpointException(Path file, String what) {
    this(file, what, null);
  }

  CheckpointException(Path file, String what, Throwable cause) {
    super("cannot go on from " + file + ": " + what + "; --fresh begins anew without it", cause);
  }
}
