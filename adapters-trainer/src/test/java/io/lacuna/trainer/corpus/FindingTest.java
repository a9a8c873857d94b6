package io.lacuna.trainer.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingTest {
  @Test
  void dropsExamplesAndRemarksAndWhatIsTooLong() {
    assertThat(Finding.definition("an itch (of the skin); lasts; \"he had an itch\""))
        .isEqualTo("an itch lasts");
    assertThat(Finding.definition("w ".repeat(40)).split(" ")).hasSize(16);
  }

  @Test
  void noDefinitionStandsForTwoFindings() throws IOException {
    Map<Finding, List<Finding.Gloss>> glosses = Finding.glosses(WordNet.load());

    Set<Integer> seen = new HashSet<>();
    for (Finding finding : Finding.values()) {
      assertThat(glosses.get(finding)).as(finding.label()).hasSizeGreaterThan(15);
      for (Finding.Gloss gloss : glosses.get(finding)) {
        assertThat(seen.add(gloss.synset())).as("synset %d", gloss.synset()).isTrue();
        assertThat(gloss.text().split(" ").length).isBetween(4, 16);
      }
    }
  }

  @Test
  void theSkinGroupIsTheOneMeant() throws IOException {
    WordNet net = WordNet.load();
    assertThat(net.gloss(14243143)).isEqualTo("a disease affecting the skin");
    assertThat(net.subtree(14243143)).contains(14243143, 14245083).hasSizeGreaterThan(30);
  }
}
