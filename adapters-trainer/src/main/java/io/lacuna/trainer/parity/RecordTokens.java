package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.base.TokenBatch;
import io.lacuna.model.base.TokenBatch.Span;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.model.vilt.Vilt;
import io.lacuna.schema.Modality;
import java.util.Map;

/** Records of a golden file as a ViLT takes them: text tokens, then those of the image. */
final class RecordTokens {
  private RecordTokens() {}

  /**
   * Embeds {@code input_ids} (n, t), {@code attention_mask} (n, t) and {@code pixel_values} (n, c,
   * height, width); every token of an image is attended.
   *
   * @param present (n, 3), which modalities each record has
   */
  static TokenBatch embed(Vilt vilt, Parameters golden, NDArray present) {
    Tensors.require(golden, Map.of("input_ids", new Shape(-1, -1)));
    NDArray ids = golden.get("input_ids");
    long n = ids.getShape().get(0);
    Shape pixels = new Shape(n, vilt.config().channels(), -1, -1);
    Tensors.require(golden, Map.of("attention_mask", ids.getShape(), "pixel_values", pixels));
    NDArray text = vilt.embedText(ids);
    NDArray image = vilt.embedImage(golden.get("pixel_values"));
    NDArray attended = golden.get("attention_mask").toType(DataType.FLOAT32, false);
    NDArray all = attended.getManager().ones(image.getShape().slice(0, 2));
    NDArray mask = Torch.concat(new NDList(attended, all), 1);
    NDArray tokens = Torch.concat(new NDList(text, image), 1).mul(mask.expandDims(2));
    int words = (int) text.getShape().get(1);
    int patches = (int) image.getShape().get(1);
    return new TokenBatch(
        tokens,
        mask,
        Map.of(Modality.TEXT, new Span(0, words), Modality.IMAGE, new Span(words, patches)),
        present);
  }
}
