package io.lacuna.trainer.corpus;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** A scan of a ruled card with one to four handwritten digits: 112 x 112, 8 bit grey. */
final class TriageCard {
  static final int SIDE = 112;
  private static final int CELL = SIDE / 2;
  private static final int RULE_SPACING = 14;
  private static final double NOISE = 0.07;

  private TriageCard() {}

  static BufferedImage draw(List<HandwrittenDigit> digits, Random random) {
    double[] light = paper(random);
    List<Integer> cells = new ArrayList<>(List.of(0, 1, 2, 3));
    Collections.shuffle(cells, random);
    for (int i = 0; i < digits.size(); i++) {
      write(light, digits.get(i), cells.get(i), random);
    }
    var image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < light.length; i++) {
      double level = Math.max(0, Math.min(1, light[i] + NOISE * random.nextGaussian()));
      image.getRaster().setSample(i % SIDE, i / SIDE, 0, (int) Math.round(255 * level));
    }
    return image;
  }

  private static double[] paper(Random random) {
    double[] light = new double[SIDE * SIDE];
    double white = Seeds.uniform(random, 0.85, 0.97);
    int firstRule = random.nextInt(RULE_SPACING);
    for (int i = 0; i < light.length; i++) {
      light[i] = (i / SIDE) % RULE_SPACING == firstRule ? white - 0.2 : white;
    }
    return light;
  }

  /**
   * Inks one digit into a quarter of the card, 32 to 48 pixels high, turned by up to 15 degrees.
   */
  private static void write(double[] light, HandwrittenDigit digit, int cell, Random random) {
    double size = Seeds.uniform(random, 32, 48);
    double angle = Math.toRadians(Seeds.uniform(random, -15, 15));
    double darkness = Seeds.uniform(random, 0.6, 0.9);
    double room = (CELL - size) / 2;
    double centreX = (cell % 2 + 0.5) * CELL + Seeds.uniform(random, -room, room);
    double centreY = (cell / 2 + 0.5) * CELL + Seeds.uniform(random, -room, room);
    double scale = HandwrittenDigit.SIDE / size;
    for (int i = 0; i < light.length; i++) {
      double dx = (i % SIDE - centreX) * scale;
      double dy = (i / SIDE - centreY) * scale;
      double x = Math.cos(angle) * dx + Math.sin(angle) * dy + (HandwrittenDigit.SIDE - 1) / 2.0;
      double y = Math.cos(angle) * dy - Math.sin(angle) * dx + (HandwrittenDigit.SIDE - 1) / 2.0;
      light[i] *= 1 - darkness * digit.inkAt(x, y);
    }
  }
}
