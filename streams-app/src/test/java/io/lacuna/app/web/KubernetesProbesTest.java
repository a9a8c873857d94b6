package io.lacuna.app.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.openshift.api.model.monitoring.v1.PodMetricsEndpoint;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.lacuna.app.deploy.Manifests;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What ops/kubernetes asks of a pod, asked of the server. */
class KubernetesProbesTest {

  @Test
  void probesAreAnsweredWithoutATokenAndMetricsWithIt() throws Exception {
    Container container =
        Manifests.statefulSet().getSpec().getTemplate().getSpec().getContainers().get(0);
    PodMonitor monitor = (PodMonitor) Manifests.read("base/podmonitor.yaml").get(0);
    PodMetricsEndpoint metrics = monitor.getSpec().getPodMetricsEndpoints().get(0);
    try (TestServer server = new TestServer(Optional.of("secret"), true)) {
      for (Probe probe :
          List.of(
              container.getStartupProbe(),
              container.getReadinessProbe(),
              container.getLivenessProbe())) {
        String path = probe.getHttpGet().getPath();
        assertThat(server.get(path).statusCode()).as(path).isEqualTo(200);
        assertThat(probe.getHttpGet().getPort().getStrVal())
            .isEqualTo(container.getPorts().get(0).getName());
      }
      assertThat(server.get(metrics.getPath()).statusCode()).isEqualTo(401);
      String shown = metrics.getAuthorization().getType() + " secret";
      assertThat(server.get(metrics.getPath(), "Authorization", shown).statusCode()).isEqualTo(200);
    }
    try (TestServer waiting = new TestServer(Optional.of("secret"), false)) {
      String path = container.getReadinessProbe().getHttpGet().getPath();
      assertThat(waiting.get(path).statusCode()).as("takes the pod out").isEqualTo(503);
    }
  }
}
