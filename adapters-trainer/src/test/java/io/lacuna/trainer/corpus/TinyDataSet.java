package io.lacuna.trainer.corpus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A patient corpus without outside sources: bars for digits, hums for voices. */
final class TinyDataSet implements Corpus {
  private final SubjectIds ids = new SubjectIds("P", 1);

  @Override
  public String pipeline() {
    return "patient";
  }

  @Override
  public String imageSuffix() {
    return "png";
  }

  @Override
  public ObjectNode description() {
    ObjectNode root = new ObjectMapper().createObjectNode().put("name", "tiny");
    ObjectNode modalities = root.putObject("modalities");
    modalities.putObject("image").put("kind", "file").put("media_type", "image/png");
    modalities.putObject("text").put("kind", "text");
    modalities.putObject("audio").put("kind", "file").put("media_type", "audio/wav");
    return root;
  }

  @Override
  public CorpusSample sample(Split split, int index) throws IOException {
    Random random = Seeds.random(1, split, index);
    float[] ink = new float[HandwrittenDigit.SIDE * HandwrittenDigit.SIDE];
    for (int i = 13; i < ink.length; i += HandwrittenDigit.SIDE) {
      ink[i] = 1;
    }
    float[] hum = new float[800];
    for (int i = 0; i < hum.length; i++) {
      hum[i] = (float) (0.3 * Math.sin(i * 0.2));
    }
    return new CorpusSample(
        ids.id(split, index),
        "g" + split,
        split,
        Map.of("findings", List.of(index % 2, 1)),
        "Note number " + index + ".",
        EncodedImage.png(TriageCard.draw(List.of(new HandwrittenDigit(1, 0, ink)), random)),
        new Pcm(hum, 8000).withNoise(10, random).toWav16(),
        Map.of("digit", "1/0"));
  }
}
