package io.lacuna.app.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.lacuna.app.LacunaApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** ops/kubernetes against the Kubernetes API and against itself. No cluster is asked. */
class KubernetesTest {
  private static final String BASE = "base/";

  @Test
  void everyFileHoldsWhatTheApiKnowsAndIsNamedByItsKustomization() throws IOException {
    String listed = Files.readString(Manifests.FOLDER.resolve("base/kustomization.yaml"));
    try (Stream<Path> files = Files.list(Manifests.FOLDER.resolve("base"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        String name = file.getFileName().toString();
        if (!name.equals("kustomization.yaml")) {
          assertThat(Manifests.read(BASE + name)).as(name).isNotEmpty();
          assertThat(listed).contains("  - " + name + "\n");
        }
      }
    }
    assertThat(Manifests.read("gpu/statefulset-gpu.yaml")).hasSize(1);
  }

  @Test
  void aFieldThatTheApiLacksIsRefusedAtAnyDepth() throws IOException {
    String good = Files.readString(Manifests.FOLDER.resolve("base/statefulset.yaml"));
    for (String[] change :
        new String[][] {
          {"  serviceName:", "  servicename:"},
          {"failureThreshold: 120", "failuresAllowed: 120"},
          {"readOnlyRootFilesystem", "readOnlyRootFileSystem"},
          {"replicas: 3", "replicas: many"}
        }) {
      assertThat(good).contains(change[0]);
      assertThatThrownBy(() -> Manifests.parse(good.replace(change[0], change[1])))
          .as(change[1])
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void selectorsFindThePods() throws IOException {
    StatefulSet set = Manifests.statefulSet();
    Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
    List<Map<String, String>> selectors = new ArrayList<>();
    selectors.add(set.getSpec().getSelector().getMatchLabels());
    selectors.add(
        one("poddisruptionbudget", PodDisruptionBudget.class)
            .getSpec()
            .getSelector()
            .getMatchLabels());
    selectors.add(
        one("networkpolicy", NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels());
    selectors.add(one("podmonitor", PodMonitor.class).getSpec().getSelector().getMatchLabels());
    for (HasMetadata service : Manifests.read("base/services.yaml")) {
      selectors.add(((Service) service).getSpec().getSelector());
    }
    assertThat(selectors)
        .hasSize(6)
        .allMatch(s -> !s.isEmpty() && labels.entrySet().containsAll(s.entrySet()));
    assertThat(Manifests.read("base/services.yaml"))
        .extracting(s -> s.getMetadata().getName())
        .contains(set.getSpec().getServiceName());
  }

  @Test
  void aStopHasTimeForTheLastCommit() throws IOException {
    assertThat(pod().getTerminationGracePeriodSeconds())
        .isGreaterThanOrEqualTo(LacunaApp.CLOSE_TIME.toSeconds() + 15);
  }

  @Test
  void theProcessMayWriteWhereItMustAndNowhereElse() throws IOException {
    Container container = container();
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
    assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
    Set<String> writable = new HashSet<>();
    Set<String> volumes = new HashSet<>(Set.of("state"));
    pod().getVolumes().forEach(v -> volumes.add(v.getName()));
    for (VolumeMount mount : container.getVolumeMounts()) {
      assertThat(volumes).contains(mount.getName());
      if (!Boolean.TRUE.equals(mount.getReadOnly())) {
        writable.add(mount.getMountPath());
      }
    }
    assertThat(writable).containsExactlyInAnyOrder("/var/lib/lacuna", "/tmp");
    String dockerfile = dockerfile();
    assertThat(dockerfile)
        .contains("DJL_CACHE_DIR=/var/lib/lacuna/")
        .contains("USER " + pod().getSecurityContext().getRunAsUser() + ":")
        .contains("EXPOSE " + container.getPorts().get(0).getContainerPort() + "\n");
    assertThat(pod().getSecurityContext().getFsGroup())
        .isEqualTo(pod().getSecurityContext().getRunAsGroup());
  }

  @Test
  void imagesAreThoseOfTheBuild() throws IOException {
    String pom = Files.readString(Manifests.FOLDER.resolve("../../pom.xml"));
    String version =
        pom.replaceAll("(?s).*?<artifactId>lacuna</artifactId>\\s*<version>([^<]+)<.*", "$1");
    assertThat(container().getImage()).isEqualTo("lacuna/streams-app:" + version);
    assertThat(gpu().getImage()).isEqualTo("lacuna/streams-app:" + version + "-gpu");
  }

  @Test
  void onlyTheVariantForGpusAsksForOne() throws IOException {
    assertThat(container().getResources().getLimits()).doesNotContainKey("nvidia.com/gpu");
    assertThat(gpu().getResources().getLimits().get("nvidia.com/gpu").getNumericalAmount())
        .isEqualByComparingTo("1");
    assertThat(gpu().getName()).as("else it is another container").isEqualTo(container().getName());
    assertThat(gpu().getEnv())
        .extracting(EnvVar::getName, EnvVar::getValue)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("LACUNA_DEVICE", "gpu:0"));
  }

  @Test
  void bothVariantsAreRenderedWhole() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/kubectl")), "kubectl is not installed");
    for (String variant : List.of("cpu", "gpu")) {
      List<HasMetadata> objects = Manifests.parse(rendered(variant));
      assertThat(objects)
          .extracting(HasMetadata::getKind)
          .containsExactlyInAnyOrder(
              "ServiceAccount",
              "ConfigMap",
              "Service",
              "Service",
              "StatefulSet",
              "PodDisruptionBudget",
              "NetworkPolicy",
              "PodMonitor");
      StatefulSet set =
          (StatefulSet)
              objects.stream().filter(StatefulSet.class::isInstance).findFirst().orElseThrow();
      Container container = set.getSpec().getTemplate().getSpec().getContainers().get(0);
      assertThat(set.getSpec().getTemplate().getSpec().getContainers()).hasSize(1);
      assertThat(container.getResources().getLimits().containsKey("nvidia.com/gpu"))
          .isEqualTo(variant.equals("gpu"));
      assertThat(container.getResources().getLimits()).containsKey("memory");
      assertThat(container.getEnv()).extracting(EnvVar::getName).contains("LACUNA_INSTANCE_ID");
    }
  }

  private static String rendered(String variant) throws Exception {
    Process process =
        new ProcessBuilder(
                "/usr/bin/kubectl", "kustomize", Manifests.FOLDER.resolve(variant).toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String text = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(variant).isZero();
    return text;
  }

  private static PodSpec pod() throws IOException {
    return Manifests.statefulSet().getSpec().getTemplate().getSpec();
  }

  private static Container container() throws IOException {
    return pod().getContainers().get(0);
  }

  private static Container gpu() throws IOException {
    StatefulSet patch = (StatefulSet) Manifests.read("gpu/statefulset-gpu.yaml").get(0);
    return patch.getSpec().getTemplate().getSpec().getContainers().get(0);
  }

  private static <T extends HasMetadata> T one(String file, Class<T> kind) throws IOException {
    return kind.cast(Manifests.read(BASE + file + ".yaml").get(0));
  }

  private static String dockerfile() throws IOException {
    return Files.readString(Manifests.FOLDER.resolve("../../streams-app/Dockerfile"));
  }
}
