package io.lacuna.trainer.corpus;

import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Color;
import java.awt.Component;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/**
 * A camera frame of a drawn face: 96 x 96 RGB, random size, place, turn and background, sensor
 * noise; in 60 % of the frames a bar hides the eyes or the mouth.
 */
final class FaceScene {
  static final int SIDE = 96;
  private static final double HIDDEN_SHARE = 0.6;
  private static final double NOISE = 0.06;

  private FaceScene() {}

  static BufferedImage draw(ArtSet.Drawing drawing, Random random) {
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D canvas = image.createGraphics();
    canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    canvas.setColor(colour(random));
    canvas.fillRect(0, 0, SIDE, SIDE);
    double size = Seeds.uniform(random, 58, 90);
    double room = (SIDE - size) / 2;
    canvas.translate(
        SIDE / 2.0 + Seeds.uniform(random, -room, room),
        SIDE / 2.0 + Seeds.uniform(random, -room, room));
    canvas.rotate(Math.toRadians(Seeds.uniform(random, -22, 22)));
    float corner = (float) (-size / 2);
    synchronized (drawing) {
      var box = new ViewBox(corner, corner, (float) size, (float) size);
      drawing.svg().render((Component) null, canvas, box);
    }
    hidePart(canvas, size, random);
    canvas.dispose();
    addNoise(image, random);
    return image;
  }

  private static Color colour(Random random) {
    float brightness = (float) Seeds.uniform(random, 0.25, 0.95);
    return Color.getHSBColor(random.nextFloat(), 0.5f * random.nextFloat(), brightness);
  }

  /** Draws in the turned frame of the face, origin at its centre. */
  private static void hidePart(Graphics2D canvas, double size, Random random) {
    boolean hidden = random.nextDouble() < HIDDEN_SHARE;
    boolean eyes = random.nextBoolean();
    Color bar = colour(random);
    if (!hidden) {
      return;
    }
    canvas.setColor(bar);
    double top = eyes ? -0.24 : 0.07;
    canvas.fill(new Rectangle2D.Double(-0.5 * size, top * size, size, 0.28 * size));
  }

  private static void addNoise(BufferedImage image, Random random) {
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        int rgb = image.getRGB(x, y);
        int noisy = 0;
        for (int shift = 16; shift >= 0; shift -= 8) {
          int level = (rgb >> shift & 255) + (int) Math.round(255 * NOISE * random.nextGaussian());
          noisy |= Math.max(0, Math.min(255, level)) << shift;
        }
        image.setRGB(x, y, noisy);
      }
    }
  }
}
