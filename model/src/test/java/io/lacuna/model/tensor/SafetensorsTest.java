package io.lacuna.model.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  @TempDir Path dir;

  @Test
  void keepsEveryTypeShapeAndWordOfMetadata() throws IOException {
    Path file = dir.resolve("a.safetensors");
    try (NDManager m = Torch.newManager("cpu")) {
      Map<String, NDArray> arrays =
          Map.of(
              "b.flags", m.create(new boolean[] {true, false, true}),
              "a.weight", m.create(new float[] {1.5f, -2, 3, 4, 5, 6}, new Shape(2, 3)),
              "ids", m.create(new long[] {1L << 40, -1}),
              "ints", m.create(new int[] {7, -7}),
              "half", m.create(new float[] {0.5f, 2}).toType(DataType.FLOAT16, false),
              "scalar", m.create(0.25f),
              "none", m.create(new Shape(0, 4), DataType.FLOAT32));
      Safetensors.write(file, arrays, Map.of("kind", "test"));
      Parameters back = Safetensors.read(file, m);
      assertThat(back.digest()).isEqualTo(Parameters.of(arrays).digest());
      assertThat(back.get("a.weight").toFloatArray()).containsExactly(1.5f, -2, 3, 4, 5, 6);
      assertThat(back.get("half").toType(DataType.FLOAT32, true).toFloatArray())
          .containsExactly(0.5f, 2);
      assertThat(Safetensors.readHeader(file).metadata()).containsEntry("kind", "test");
      try (var files = Files.list(dir)) {
        assertThat(files).containsExactly(file);
      }
    }
  }

  @Test
  void writesTheTransposedViewRowMajor() throws IOException {
    Path file = dir.resolve("t.safetensors");
    try (NDManager m = Torch.newManager("cpu")) {
      NDArray x = m.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3));
      Safetensors.write(file, Map.of("x", x.transpose()), Map.of());
      assertThat(Safetensors.read(file, m).get("x").toFloatArray())
          .containsExactly(1, 4, 2, 5, 3, 6);
    }
  }

  @Test
  void widensBfloat16() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    data.putShort((short) 0x3fc0).putShort((short) 0xc000);
    Path file =
        file("{\"x\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", data.array());
    try (NDManager m = Torch.newManager("cpu")) {
      assertThat(Safetensors.read(file, m).get("x").toFloatArray()).containsExactly(1.5f, -2);
    }
  }

  @Test
  void readsAnUnalignedTensor() throws IOException {
    ByteBuffer data = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
    data.put((byte) 9).putFloat(1.25f).putFloat(-3);
    Path file =
        file(
            "{\"u\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
                + "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[1,9]}}",
            data.array());
    try (NDManager m = Torch.newManager("cpu")) {
      assertThat(Safetensors.read(file, m).get("x").toFloatArray()).containsExactly(1.25f, -3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|not a JSON object",
        "{\"x\":1}|exactly dtype",
        "{\"x\":{\"dtype\":\"F8\",\"shape\":[8],\"data_offsets\":[0,8]}}|dtype 'F8'; allowed are",
        "{\"x\":{\"dtype\":\"I16\",\"shape\":[4],\"data_offsets\":[0,8]}}|dtype 'I16'; allowed are",
        "{\"x\":{\"dtype\":\"U16\",\"shape\":[4],\"data_offsets\":[0,8]}}|dtype 'U16'; allowed are",
        "{\"x\":{\"dtype\":\"U64\",\"shape\":[1],\"data_offsets\":[0,8]}}|dtype 'U64'; allowed are",
        "{\"x\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}|dtype 'C64'; allowed are",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}|cannot have 8 bytes",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}|integers from 0",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}|integers from 0",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}|must be an array",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}|the data has 8",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,4]}}|the data has 8",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|4 bytes after its last",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|leaves a gap",
        "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"y\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[4,8]}}|overlaps",
        "{\"x\":{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}}"
            + "|cannot have 8 bytes",
        "{\"x\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]},"
            + "\"x\":{\"dtype\":\"U8\",\"shape\":[8],\"data_offsets\":[0,8]}}|not JSON",
        "{\"__metadata__\":{\"k\":1}}|not a string",
        "{\"x\"|not JSON",
      })
  void refusesAHostileHeader(String header, String message) throws IOException {
    Path file = file(header, new byte[8]);
    assertThatThrownBy(() -> Safetensors.readHeader(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("file " + file)
        .hasMessageContaining(message);
  }

  @Test
  void refusesAHeaderLengthBeyondTheFile() throws IOException {
    for (long length : new long[] {-1, 0, 9, Long.MAX_VALUE, Long.MIN_VALUE}) {
      Path file = dir.resolve("length.safetensors");
      ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      Files.write(file, bytes.array());
      assertThatThrownBy(() -> Safetensors.readHeader(file)).hasMessageContaining("allowed are");
    }
    Path empty = Files.createFile(dir.resolve("empty.safetensors"));
    assertThatThrownBy(() -> Safetensors.readHeader(empty)).hasMessageContaining("0 bytes");
  }

  /** Whatever single bytes a hostile writer turns, the reader refuses or returns, nothing else. */
  @Test
  void survivesRandomDamage() throws IOException {
    Random random = new Random(11);
    Path file = dir.resolve("damaged.safetensors");
    try (NDManager m = Torch.newManager("cpu")) {
      Map<String, NDArray> arrays = Map.of("x", m.ones(new Shape(3, 2)), "y", m.ones(new Shape(1)));
      Safetensors.write(file, arrays, Map.of("k", "v"));
      byte[] good = Files.readAllBytes(file);
      int refused = 0;
      for (int i = 0; i < 2000; i++) {
        byte[] bad = good.clone();
        for (int k = random.nextInt(3); k >= 0; k--) {
          bad[random.nextInt(good.length - 28)] = (byte) (32 + random.nextInt(96));
        }
        Files.write(file, bad);
        try (NDManager call = m.newSubManager()) {
          Safetensors.read(file, call).digest();
        } catch (IOException e) {
          refused++;
        }
      }
      assertThat(refused).isGreaterThan(1000);
    }
  }

  private Path file(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(dir.resolve("made.safetensors"), bytes.array());
  }
}
