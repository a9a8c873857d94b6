package io.lacuna.app.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page about privacy promises what the verb says. */
class PlaceTest {
  @ParameterizedTest
  @EnumSource(Place.class)
  void everyPlaceStandsOnThePage(Place place) throws IOException {
    assertThat(Files.readString(Path.of("../docs/privacy.md")))
        .contains("| " + place.title() + " | " + place.outcome() + " | " + place.what() + " |\n");
  }
}
