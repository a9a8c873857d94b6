package io.lacuna.trainer.convert.pickle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.PickleException;

/** What a pickle may name. Numpy 1 and 2 keep the same functions in different modules. */
enum AllowedClass implements IObjectConstructor {
  RECONSTRUCT("_reconstruct", "numpy.core.multiarray", "numpy._core.multiarray") {
    @Override
    public Object construct(Object[] args) {
      return new NumpyArray();
    }
  },
  FROM_BUFFER("_frombuffer", "numpy.core.numeric", "numpy._core.numeric") {
    @Override
    public Object construct(Object[] args) {
      need(args.length == 4 && args[2] instanceof Object[], "buffer, dtype, shape and order");
      boolean fortran = "F".equals(args[3]);
      return new NumpyArray().fill((Object[]) args[2], args[1], fortran, args[0]);
    }
  },
  SCALAR("scalar", "numpy.core.multiarray", "numpy._core.multiarray") {
    @Override
    public Object construct(Object[] args) {
      need(args.length == 2, "a dtype and bytes");
      return new NumpyArray().fill(new Object[0], args[0], false, args[1]).value(0);
    }
  },
  ARRAY("ndarray", "numpy") {
    @Override
    public Object construct(Object[] args) {
      throw new PickleException("numpy.ndarray is called; allowed is only its name");
    }
  },
  TYPE("dtype", "numpy") {
    @Override
    public Object construct(Object[] args) {
      need(args.length >= 1 && args[0] instanceof String, "a type's name");
      return new NumpyType((String) args[0]);
    }
  },
  ENCODE("encode", "_codecs") {
    @Override
    public Object construct(Object[] args) {
      need(args.length == 2 && args[0] instanceof String, "a string and its encoding");
      need("latin1".equals(args[1]) || "latin-1".equals(args[1]), "the encoding latin1");
      return ((String) args[0]).getBytes(StandardCharsets.ISO_8859_1);
    }
  };

  private final String name;
  private final List<String> modules;

  AllowedClass(String name, String... modules) {
    this.name = name;
    this.modules = List.of(modules);
  }

  /**
   * Finds an allowed name.
   *
   * @throws PickleException naming what was asked for
   */
  static AllowedClass of(String module, String name) {
    return Arrays.stream(values())
        .filter(c -> c.name.equals(name) && c.modules.contains(module))
        .findFirst()
        .orElseThrow(() -> refused(module + "." + name));
  }

  static PickleException refused(String asked) {
    String allowed =
        Arrays.stream(values())
            .flatMap(c -> c.modules.stream().map(m -> m + "." + c.name))
            .collect(Collectors.joining(", "));
    return new PickleException("asks for class " + asked + "; allowed are " + allowed);
  }

  void need(boolean holds, String what) {
    if (!holds) {
      throw new PickleException(modules.get(0) + "." + name + " is not called with " + what);
    }
  }
}
