package io.lacuna.model.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.lacuna.model.modality.PresenceMask;
import io.lacuna.schema.Modality;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What protocols leave of subjects. */
class ProtocolTest {
  private static final int MANY = 4000;
  private static final PresenceMask TEXT_AUDIO = PresenceMask.parse("-TA");

  private static List<String> subjects() {
    return IntStream.range(0, MANY).mapToObj(i -> "s" + i).collect(Collectors.toList());
  }

  private static double share(long count) {
    return count / (double) MANY;
  }

  /** Four standard deviations of a share of {@link #MANY}. */
  private static double within(double share) {
    return 4 * Math.sqrt(share * (1 - share) / MANY) + 1e-9;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.9})
  void aModalityIsMissingAtTheRateUnlessItIsTheOneThatIsKept(double rate) {
    Protocol random = new Protocol.RandomRate(rate);
    List<PresenceMask> shown = subjects().stream().map(s -> random.shown(1, s)).toList();
    assertThat(shown).allMatch(m -> m.count() >= 1);
    for (Modality m : Modality.values()) {
      double expected = rate - Math.pow(rate, 3) / 3; // all three gone, and this one kept
      double found = share(shown.stream().filter(p -> !p.has(m)).count());
      assertThat(Math.abs(found - expected)).as("%s", m).isLessThanOrEqualTo(within(expected));
    }
  }

  @Test
  void aSubjectThatHasLessKeepsOneOfWhatItHas() {
    Protocol random = new Protocol.RandomRate(0.9);
    for (String s : subjects()) {
      PresenceMask shown = random.shown(1, s, TEXT_AUDIO);
      assertThat(shown.count()).isPositive();
      assertThat(shown.and(TEXT_AUDIO)).isEqualTo(shown);
    }
    assertThat(random.shown(1, "s", PresenceMask.NONE)).isEqualTo(PresenceMask.NONE);
  }

  @Test
  void drawsHangOnSeedAndSubjectAlone() {
    Protocol random = new Protocol.RandomRate(0.5);
    Map<String, PresenceMask> first = new HashMap<>();
    subjects().forEach(s -> first.put(s, random.shown(3, s)));
    List<String> shuffled = subjects();
    Collections.shuffle(shuffled, new Random(1));
    for (String s : shuffled) {
      assertThat(random.shown(3, s)).isEqualTo(first.get(s));
    }
    assertThat(subjects()).anyMatch(s -> !random.shown(4, s).equals(first.get(s)));
  }

  @Test
  void whatIsMissingAtARateIsMissingAtEveryHigherOne() {
    for (String s : subjects()) {
      PresenceMask before = PresenceMask.ALL;
      for (double rate : new double[] {0, 0.2, 0.4, 0.6}) {
        PresenceMask shown = new Protocol.RandomRate(rate).shown(1, s);
        if (shown.count() > 1) {
          assertThat(shown.and(before)).isEqualTo(shown);
        }
        before = shown.count() > 1 ? shown : before;
      }
    }
  }

  @Test
  void morasTablesTakeOneModalityFromSeventyPerCent() {
    Protocol text = new Protocol.Mora(List.of(Modality.TEXT));
    Protocol any = new Protocol.Mora(List.of(Modality.values()));
    long lacking = subjects().stream().filter(s -> !text.shown(1, s).has(Modality.TEXT)).count();
    assertThat(Math.abs(share(lacking) - 0.7)).isLessThan(within(0.7));
    for (Modality m : Modality.values()) {
      long lost = subjects().stream().filter(s -> !any.shown(1, s).has(m)).count();
      assertThat(Math.abs(share(lost) - 0.7 / 3)).as("%s", m).isLessThan(within(0.7 / 3));
    }
    assertThat(subjects()).allMatch(s -> any.shown(1, s).count() >= 2);
    PresenceMask textAlone = PresenceMask.parse("-T-");
    assertThat(subjects()).allMatch(s -> text.shown(1, s, textAlone).equals(textAlone));
  }
}
