package io.lacuna.app.cli;

import io.lacuna.app.adapters.CutOverRefused;
import io.lacuna.model.adapter.AdapterException;
import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/**
 * Why a verb failed, in one line.
 *
 * @param code exit code
 */
record Complaint(int code, String line) {
  static Complaint of(Throwable thrown) {
    Throwable e = bare(thrown);
    if (e instanceof ConfigException) {
      return new Complaint(Main.REFUSED, "config error: " + text(e));
    }
    return e instanceof IllegalArgumentException
        ? new Complaint(Main.REFUSED, "refused: " + text(e))
        : new Complaint(Main.FAILED, "error: " + text(e));
  }

  /** Without what only says that something failed elsewhere. */
  private static Throwable bare(Throwable e) {
    boolean wrapper =
        e instanceof ExecutionException
            || e instanceof CompletionException
            || e instanceof UncheckedIOException
            || e.getClass() == KafkaException.class;
    return wrapper && e.getCause() != null ? bare(e.getCause()) : e;
  }

  private static String text(Throwable e) {
    if (e instanceof AdapterException refusal) {
      return refusal.reason() + ": " + e.getMessage();
    }
    if (e instanceof CutOverRefused refusal) {
      return refusal.reason() + ": " + e.getMessage();
    }
    if (e instanceof FileSystemException file) {
      return text(file);
    }
    if (e.getMessage() == null) {
      return e.toString();
    }
    // without a line break, so that one complaint stays one line
    String text = e.getMessage().replaceAll("\\s*\\R\\s*", " ");
    return e instanceof FileNotFoundException ? "cannot open " + text : text;
  }

  /** These have the file alone as their message. */
  private static String text(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no file " + e.getFile();
    }
    if (e instanceof FileAlreadyExistsException) {
      return e.getFile() + " is there already, and is no folder";
    }
    if (e instanceof AccessDeniedException) {
      return "no permission for " + e.getFile();
    }
    return e instanceof NotDirectoryException ? e.getFile() + " is no folder" : e.getMessage();
  }
}
