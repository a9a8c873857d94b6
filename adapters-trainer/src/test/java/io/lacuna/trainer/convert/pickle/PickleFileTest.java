package io.lacuna.trainer.convert.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lacuna.trainer.convert.ConvertException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.razorvine.pickle.Unpickler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PickleFileTest {
  @TempDir private Path dir;

  private Object read(byte[] bytes) throws IOException {
    return PickleFile.read(Files.write(dir.resolve("x.pkl"), bytes));
  }

  private void refused(PickleBytes pickle, String message) {
    assertThatThrownBy(() -> read(pickle.bytes()))
        .isInstanceOf(ConvertException.class)
        .hasMessageContaining("x.pkl")
        .hasMessageContaining(message);
  }

  static PickleBytes pickle() {
    return new PickleBytes();
  }

  static Stream<PickleBytes> waysToNameAClass() {
    return Stream.of(
        pickle().raw("cos\nsystem\n(S'echo'\ntR."),
        pickle().protocol(4).global("os", "system").text("echo").op(0x85).raw("R."),
        // the strings come out of the memo, in another order than they went in
        pickle()
            .protocol(4)
            .text("system")
            .op(0x94)
            .raw("0")
            .text("os")
            .op(0x94)
            .raw("0h\1h\0")
            .op(0x93)
            .raw("."),
        pickle().raw("(S'echo'\nios\nsystem\n."),
        pickle().raw("(cos\nsystem\nS'echo'\no."),
        pickle().protocol(2).raw("cos\nsystem\n)").op(0x81).raw("."),
        // deep inside what is allowed
        pickle().protocol(4).raw("}").text("train").raw("]]").global("os", "system").raw("aas."));
  }

  @ParameterizedTest
  @MethodSource("waysToNameAClass")
  void anyOtherClassIsRefusedByName(PickleBytes pickle) {
    refused(pickle, "asks for class os.system");
    refused(pickle, "allowed are numpy.core.multiarray._reconstruct");
  }

  /** All of them are in the library's own table. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "builtins bytearray",
        "builtins set",
        "decimal Decimal",
        "array array",
        "datetime datetime",
        "copyreg _reconstructor",
        "operator attrgetter",
        "numpy ndarray.x",
        "numpy.core.multiarray fromfile"
      })
  void whatTheLibraryKnowsIsNotAllowedEither(String name) {
    String[] parts = name.split(" ");
    refused(
        pickle().protocol(4).global(parts[0], parts[1]).raw("."),
        "asks for class " + parts[0] + "." + parts[1]);
  }

  @Test
  void aClassThatSomebodyElseRegisteredIsNeverMade() {
    AtomicInteger made = new AtomicInteger();
    Unpickler.registerConstructor("os", "system", args -> made.incrementAndGet());
    waysToNameAClass().forEach(p -> refused(p, "os.system"));
    assertThat(made).hasValue(0);
  }

  @Test
  void otherWaysToAnObjectAreRefused() {
    refused(pickle().protocol(2).op(0x82).op(7).raw("."), "extension code 7");
    refused(pickle().protocol(2).op(0x84).int4(70_000).raw("."), "extension code 70000");
    refused(pickle().raw("Pabc\n."), "uses opcode 'P'");
    refused(pickle().raw("(cnumpy\ndtype\nS'f4'\no."), "uses opcode 'o'");
    refused(pickle().protocol(4).global("numpy", "dtype").raw(")").op(0x81), "uses opcode 0x81");
    refused(pickle().protocol(5).op(0x97).raw("."), "uses opcode 0x97");
    refused(pickle().raw("]}b."), "gives a state to what is no numpy array");
    refused(pickle().raw("S'os'\n)R."), "calls what is no class");
    refused(pickle().raw("cnumpy\nndarray\n)R."), "only its name");
    refused(pickle().raw("}](]]e]s."), "key that is no string or number");
    // two lists that hold each other: writing them as text would not end
    PickleBytes endless = pickle().protocol(4).raw("]").op(0x94).raw("]").op(0x94);
    refused(endless.raw("h").op(0).raw("aa").text("x").op(0x93).raw("."), "a name that is no str");
  }

  @Test
  void absurdLengthsAreRefusedBeforeAnythingIsAllocated() throws IOException {
    refused(pickle().op(0x8e).int8(1L << 62), "says that 4611686018427387904 bytes follow");
    refused(pickle().op(0x8e).int8(-1), "says that 18446744073709551615 bytes follow");
    refused(pickle().raw("B").int4(-1).raw("."), "says that 4294967295 bytes follow");
    refused(pickle().raw("T").int4(Integer.MAX_VALUE), "only 0 are left");
    refused(pickle().op(0x8b).int4(200).raw("9".repeat(200)), "number of 200 bytes");
    refused(pickle().raw("L" + "9".repeat(1000) + "L\n."), "number of 1000 digits");
    byte[] four = new byte[16];
    refused(pickle().array("f4", "J\377\377\377\177J\377\377\377\177\206", four), "absurd shape");
    refused(pickle().array("f4", "J\377\377\377\377\205", four), "absurd shape [-1]");
    refused(pickle().array("f4", "K\5\205", four), "needs 20 bytes, with 16");
    refused(pickle().array("V4", "K\4\205", four), "numpy type 'V4'; allowed are f4");
    refused(pickle().array("U99999999", "K\4\205", four), "needs 1599999984 bytes, with 16");
  }

  @Test
  void anArrayOfMoreThanTwoGibibytesIsRefusedByItsSize() throws IOException {
    Path file = dir.resolve("huge.pkl");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.write(pickle().protocol(5).op(0x96).int8(1L << 31).bytes());
      sparse.setLength(3L << 30);
    }
    assertThatThrownBy(() -> PickleFile.read(file))
        .isInstanceOf(ConvertException.class)
        .hasMessageContaining("2147483648 bytes")
        .hasMessageContaining("at most 2147483639");
  }

  @Test
  void whatIsNoCharacterIsReplaced() throws IOException {
    byte[] points = {'a', 0, 0, 0, -1, -1, -1, 127, 0, (byte) 0xd8, 0, 0};
    NumpyArray text = (NumpyArray) read(pickle().array("U3", "K\1\205", points).raw(".").bytes());
    assertThat(text.value(0)).isEqualTo("a\ufffd\ufffd");
  }

  @Test
  void readsPlainValues() throws IOException {
    Object value =
        read(
            pickle()
                .protocol(4)
                .raw("}(")
                .text("a")
                .raw("](K\1J")
                .int4(-2)
                .raw("N\210\211e")
                .text("b")
                .array("i8", "K\1K\1\206", new byte[] {-2, -1, -1, -1, -1, -1, -1, -1})
                .raw("u.")
                .bytes());
    Map<?, ?> map = (Map<?, ?>) value;
    assertThat(map.get("a")).isEqualTo(Arrays.asList(1, -2, null, true, false));
    NumpyArray array = (NumpyArray) map.get("b");
    assertThat(array.shape()).containsExactly(1, 1);
    assertThat(array.value(0)).isEqualTo(-2.0);
    assertThat(array.floats(0, 1)).containsExactly(-2f);
  }

  @Test
  void readsTheTextOpcodesOfTheFirstProtocol() throws IOException {
    Object value = read(pickle().raw("(S'a'\n(I1\nL7L\nF0.5\nNldp0\ng0\n0.").bytes());
    assertThat(value).isEqualTo(Map.of("a", Arrays.asList(1, 7L, 0.5, null)));
  }

  static List<String> fixtures() {
    return List.of("mmsa-protocol2.pkl", "mmsa-protocol4.pkl", "mmsa-protocol5-numpy2.pkl");
  }

  private static byte[] fixture(String name) throws IOException {
    try (var in = PickleFileTest.class.getResourceAsStream("/convert/" + name)) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void aPickleThatIsCutOffAnywhereIsRefused(String name) throws IOException {
    byte[] whole = fixture(name);
    for (int length = 0; length < whole.length; length += 61) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut))
          .as("%d bytes", length)
          .isInstanceOf(ConvertException.class);
    }
  }

  /** Whatever bytes are changed, nothing but a ConvertException comes out. */
  @ParameterizedTest
  @MethodSource("fixtures")
  void damagedPicklesAreReadOrRefused(String name) throws IOException {
    byte[] whole = fixture(name);
    Random random = new Random(3);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged = whole.clone();
      for (int j = 0; j < 3; j++) {
        damaged[random.nextInt(Math.min(600, whole.length))] = (byte) random.nextInt(256);
      }
      try {
        read(damaged);
      } catch (ConvertException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(100, 400);
  }
}
