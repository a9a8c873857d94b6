package io.lacuna.trainer;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.norm.Dropout;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.lacuna.model.base.FusedBlocks;
import io.lacuna.model.tensor.Precision;
import io.lacuna.model.tensor.ScriptFunction;
import io.lacuna.model.tensor.Torch;
import io.lacuna.trainer.optim.TrainingStep;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What of the engine this project keeps away from, by the number of the pitfall in docs/engine.md.
 * Looks at the byte code of model and trainer; the application may not use the engine at all.
 */
class EngineWallsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.lacuna");

  private static final Set<String> FACADE_CALLS =
      Set.of(
          "linear",
          "layerNorm",
          "gelu",
          "convolution",
          "embedding",
          "adaptiveAvgPool",
          "setGradMode",
          "backward",
          "loadModule",
          "enableInferenceMode",
          "setGraphExecutorOptimize");

  /** The engine's type names that its native side does not know. */
  private static final Set<String> FATAL_TYPES =
      Set.of("BFLOAT16", "INT16", "UINT16", "UINT32", "UINT64", "COMPLEX64", "STRING");

  static Stream<ArchRule> walls() {
    return Stream.of(
        noClasses()
            .should()
            .dependOnClassesThat(
                resideInAPackage("ai.djl..")
                    .and(not(resideInAPackage("ai.djl.huggingface.tokenizers..")))
                    .and(not(describe("arrays", JavaClass::isArray)))
                    .and(
                        not(
                            belongToAnyOf(
                                Device.class,
                                Engine.class,
                                EngineException.class,
                                NDArray.class,
                                NDArrays.class,
                                NDList.class,
                                NDManager.class,
                                DataType.class,
                                Shape.class,
                                Activation.class,
                                Dropout.class,
                                PtNDArray.class,
                                PtNDManager.class,
                                PtSymbolBlock.class,
                                IValueUtils.class,
                                JniUtils.class,
                                GradientCollector.class))))
            .because(
                "2, 3, 8, 10, 14: no Trainer, Optimizer, Model, Predictor, NDImageUtils of the"
                    + " engine"),
        noClasses()
            .should()
            .callMethodWhere(call("ai.djl.ndarray", "decode", "load"))
            .because("1: bytes from outside go through Safetensors, which knows what is fatal"),
        noClasses()
            .should()
            .accessFieldWhere(
                describe(
                    "a type that ends the process",
                    (JavaFieldAccess access) ->
                        access.getTargetOwner().isEquivalentTo(DataType.class)
                            && FATAL_TYPES.contains(access.getName())))
            .because("1: the engine ends the process on types that its native side lacks"),
        noClasses()
            .that()
            .areNotAssignableTo(Torch.class)
            .should()
            .callMethod(JniUtils.class, "setGradMode", boolean.class)
            .because("4: one place turns gradients off in a thread"),
        noClasses()
            .that()
            .areNotAssignableTo(TrainingStep.class)
            .should()
            .callMethodWhere(call("ai.djl", "newGradientCollector", "getGradient"))
            .because("5, 6: one collector per process, and its wrappers die with the step"),
        noClasses()
            .should()
            .callMethodWhere(
                describe(
                    "another native call than those of the facade",
                    (JavaCall<?> call) ->
                        call.getTargetOwner().isEquivalentTo(JniUtils.class)
                            && !FACADE_CALLS.contains(call.getName())))
            .because("10, 11: interpolate smooths, getGradientFunctionNames ends the process"),
        noClasses()
            .that()
            .areNotAssignableTo(Torch.class)
            .and()
            .areNotAssignableTo(ScriptFunction.class)
            .should()
            .dependOnClassesThat(belongToAnyOf(JniUtils.class, IValueUtils.class))
            .because("9, 10, 11: native calls are in one facade; its functions take no names"),
        noClasses()
            .should()
            .callMethodWhere(call("ai.djl.ndarray", "hasGradient", "take", "booleanMask"))
            .because("11, 12: they are not what their names say"),
        noClasses()
            .that()
            .resideInAnyPackage(
                "io.lacuna.model.tensor..", "io.lacuna.model.base..", "io.lacuna.model.score..")
            .should()
            .callMethod(NDArray.class, "get", String.class, Object[].class)
            .because("13: the index is parsed at each call; readouts do so once per batch"),
        noClasses()
            .that()
            .resideInAPackage("io.lacuna.trainer..")
            .should()
            .dependOnClassesThat(
                belongToAnyOf(ScriptFunction.class, FusedBlocks.class, Precision.class))
            .because("15: what TorchScript gives in inference cannot be trained through"),
        noClasses()
            .that()
            .resideOutsideOfPackages("io.lacuna.trainer.optim..", "io.lacuna.trainer.loop..")
            .should()
            .callMethodWhere(
                call(
                    "ai.djl.ndarray",
                    "addi",
                    "subi",
                    "muli",
                    "divi",
                    "modi",
                    "powi",
                    "negi",
                    "signi",
                    "set",
                    "setScalar",
                    "copyTo",
                    "intern"))
            .because("16: weights are mapped read-only, and shared by processes"));
  }

  private static DescribedPredicate<JavaCall<?>> call(String packagePrefix, String... names) {
    return describe(
        String.join(", ", names) + " of " + packagePrefix,
        (JavaCall<?> call) ->
            call.getTargetOwner().getPackageName().startsWith(packagePrefix)
                && Set.of(names).contains(call.getName()));
  }

  @ParameterizedTest
  @MethodSource("walls")
  void theEngineIsUsedWhereItDoesWhatItSays(ArchRule wall) {
    wall.check(CLASSES);
  }

  @Test
  void theClassesOfBothModulesAreLookedAt() {
    assertThat(CLASSES.contain(Torch.class.getName())).isTrue();
    assertThat(CLASSES.contain(TrainingStep.class.getName())).isTrue();
  }

  /** A rule that names nothing would hold for ever. */
  @Test
  void aWallThatIsCrossedFalls() {
    ArchRule noInPlace =
        noClasses().should().callMethodWhere(call("ai.djl.ndarray", "muli", "subi"));
    assertThatThrownBy(() -> noInPlace.check(CLASSES)).hasMessageContaining("AdamW");
    ArchRule noCollector =
        noClasses().should().callMethodWhere(call("ai.djl", "newGradientCollector"));
    assertThatThrownBy(() -> noCollector.check(CLASSES)).hasMessageContaining("TrainingStep");
  }
}
