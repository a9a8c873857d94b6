package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A sample feed's content. Thread-safe; the sample is a function of split and index. */
interface Corpus {
  /** The pipeline that reads it: {@code patient} or {@code utterance}. */
  String pipeline();

  /** File ending of the images. */
  String imageSuffix();

  /** The contents of {@code dataset.json}. */
  ObjectNode description();

  CorpusSample sample(Split split, int index) throws IOException;
}
