package io.lacuna.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know which: schemas, then model, then the application, never back. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.lacuna");

  private static final String[] SCHEMAS = {"io.lacuna.schema..", "io.lacuna.wire.."};
  private static final String[] TIMELESS = {
    "io.lacuna.app.window..",
    "io.lacuna.app.batch..",
    "io.lacuna.app.topology..",
    "io.lacuna.app.drive..",
    "io.lacuna.app.intake..",
    "io.lacuna.app.replay.."
  };

  static Stream<ArchRule> rules() {
    return Stream.of(
        noClasses()
            .that()
            .resideInAnyPackage(SCHEMAS)
            .should()
            .dependOnClassesThat(
                resideInAnyPackage("io.lacuna..").and(not(resideInAnyPackage(SCHEMAS))))
            .because("the schemas are the lowest module"),
        noClasses()
            .that()
            .resideInAPackage("io.lacuna.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.lacuna.app..", "io.lacuna.trainer..", "org.apache.kafka..")
            .because("serving and training share the model and it knows neither"),
        noClasses()
            .that()
            .resideInAPackage("io.lacuna.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lacuna.trainer..")
            .because("serving and training never import each other"),
        noClasses()
            .that()
            .resideOutsideOfPackages(
                "io.lacuna.model.tensor..",
                "io.lacuna.model.nn..",
                "io.lacuna.model.base..",
                "io.lacuna.model.adapter..",
                "io.lacuna.model.score..",
                "io.lacuna.model.vilt..",
                "io.lacuna.trainer..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("ai.djl..")
                    .and(not(resideInAPackage("ai.djl.huggingface.tokenizers.."))))
            .because("the engine stays behind the model's blocks; the tokenizer needs none"),
        classes()
            .that()
            .resideInAPackage("io.lacuna.app..")
            .and()
            .resideOutsideOfPackages(
                "io.lacuna.app",
                "io.lacuna.app.adapters..",
                "io.lacuna.app.audit..",
                "io.lacuna.app.cli..",
                "io.lacuna.app.topology..",
                "io.lacuna.app.embedded..",
                "io.lacuna.app.config..",
                "io.lacuna.app.demo..",
                "io.lacuna.app.doctor..",
                "io.lacuna.app.drive..",
                "io.lacuna.app.intake..",
                "io.lacuna.app.ingest..",
                "io.lacuna.app.ops..",
                "io.lacuna.app.privacy..",
                "io.lacuna.app.record..",
                "io.lacuna.app.replay..",
                "io.lacuna.app.simulate..",
                "io.lacuna.app.trace..",
                "io.lacuna.app.batch..")
            .should()
            .onlyDependOnClassesThat(
                not(resideInAnyPackage("org.apache.kafka..", "kafka.."))
                    .or(resideInAPackage("org.apache.kafka.common.config..")))
            .because("the rest of the application is plain Java"),
        noClasses()
            .that()
            .resideInAPackage("io.lacuna.app.window..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "org.apache.kafka..",
                "ai.djl..",
                "io.lacuna.wire..",
                "org.apache.avro.generic..",
                "org.apache.avro.io..",
                "org.apache.avro.file..")
            .because("the window rule is a plain core that replay and simulation drive as well"),
        noClasses()
            .that()
            .resideInAPackage("io.lacuna.app.intake.utterance..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "ai.djl..", "io.lacuna.wire..")
            .because("the utterance rule is a plain core"),
        noClasses()
            .that()
            .resideInAnyPackage(TIMELESS)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .because("time comes from the processor context, so that a replay is the same"));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void dependenciesPointOneWay(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void theClassesOfEveryModuleAreLookedAt() {
    for (String name :
        new String[] {
          "io.lacuna.schema.Sample",
          "io.lacuna.wire.RegistryAvro",
          "io.lacuna.model.modality.PresenceMask",
          "io.lacuna.app.embedded.EmbeddedBroker"
        }) {
      assertThat(CLASSES.contain(name)).as(name).isTrue();
    }
  }

  @Test
  void aRuleThatIsBrokenFails() {
    ArchRule noKafkaInEmbedded =
        noClasses()
            .that()
            .resideInAPackage("io.lacuna.app.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");
    assertThatThrownBy(() -> noKafkaInEmbedded.check(CLASSES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("EmbeddedBroker");
  }
}
