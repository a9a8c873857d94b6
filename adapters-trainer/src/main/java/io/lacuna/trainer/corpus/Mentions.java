package io.lacuna.trainer.corpus;

import io.lacuna.schema.Modality;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which finding of a patient is told by which modality. A finding is told by each modality with
 * probability 0.38; every finding is told at least once and every modality tells at least one.
 */
final class Mentions {
  static final double OVERLAP = 0.38;

  private final List<Finding> findings;
  private final boolean[][] told;

  private Mentions(List<Finding> findings, boolean[][] told) {
    this.findings = findings;
    this.told = told;
  }

  static Mentions draw(Random random) {
    double share = random.nextDouble();
    int count = share < 0.2 ? 1 : share < 0.6 ? 2 : 3;
    List<Finding> all = new ArrayList<>(List.of(Finding.values()));
    Collections.shuffle(all, random);
    List<Finding> findings = all.subList(0, count).stream().sorted().toList();
    int modalities = Modality.values().length;
    boolean[][] told = new boolean[count][modalities];
    for (boolean[] row : told) {
      for (int m = 0; m < modalities; m++) {
        row[m] = random.nextDouble() < OVERLAP;
      }
      int spare = random.nextInt(modalities);
      row[spare] |= !(row[0] || row[1] || row[2]);
    }
    for (int m = 0; m < modalities; m++) {
      boolean silent = true;
      for (boolean[] row : told) {
        silent &= !row[m];
      }
      told[random.nextInt(count)][m] |= silent;
    }
    return new Mentions(findings, told);
  }

  List<Finding> findings() {
    return findings;
  }

  List<Finding> by(Modality modality) {
    List<Finding> mentioned = new ArrayList<>();
    for (int f = 0; f < told.length; f++) {
      if (told[f][modality.ordinal()]) {
        mentioned.add(findings.get(f));
      }
    }
    return mentioned;
  }
}
