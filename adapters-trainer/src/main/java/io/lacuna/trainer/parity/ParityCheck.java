package io.lacuna.trainer.parity;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Compares one kind of golden folder with this code. */
interface ParityCheck {

  /** Name of the folders that hold this kind. */
  String folder();

  /**
   * @return one case per compared result; a result that cannot be had is a failed case
   * @throws IOException if the folder's files cannot be read
   */
  List<Case> run(Path folder) throws IOException;
}
