package io.lacuna.trainer.parity;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.lacuna.model.tensor.Parameters;
import io.lacuna.model.tensor.Torch;
import io.lacuna.model.vilt.Vilt;
import java.util.Map;

/**
 * Records of a golden file as a ViLT takes them: text tokens, then those of the image.
 *
 * @param x0 (n, s, h)
 * @param mask (n, s) float, 1 where attended; every token of an image is
 * @param textLength text tokens of each record, padding included
 */
record RecordTokens(NDArray x0, NDArray mask, long textLength) {

  /**
   * Embeds {@code input_ids} (n, t), {@code attention_mask} (n, t) and {@code pixel_values} (n, c,
   * height, width).
   */
  static RecordTokens embed(Vilt vilt, Parameters golden) {
    Tensors.require(golden, Map.of("input_ids", new Shape(-1, -1)));
    NDArray ids = golden.get("input_ids");
    Tensors.require(
        golden,
        Map.of(
            "attention_mask",
            ids.getShape(),
            "pixel_values",
            new Shape(ids.getShape().get(0), vilt.config().channels(), -1, -1)));
    NDArray text = vilt.embedText(ids);
    NDArray image = vilt.embedImage(golden.get("pixel_values"));
    NDArray attended = golden.get("attention_mask").toType(DataType.FLOAT32, false);
    NDArray all = attended.getManager().ones(image.getShape().slice(0, 2));
    return new RecordTokens(
        Torch.concat(new NDList(text, image), 1),
        Torch.concat(new NDList(attended, all), 1),
        text.getShape().get(1));
  }
}
