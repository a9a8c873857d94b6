package io.lacuna.trainer.convert.pickle;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * An unpickler that knows the names in {@link AllowedClass} and nothing else. Every opcode passes
 * {@link #dispatch}; those that name, make or fill an object are carried out here and never reach
 * the library's table of classes, which is open and shared by the whole process. Lengths are held
 * against the bytes that are left before anything is allocated.
 */
final class SafeUnpickler extends Unpickler {
  /** Most bytes of one array or string: what a Java array holds. */
  static final long MOST_BYTES = Integer.MAX_VALUE - 8L;

  private static final int MOST_DIGITS = 40;

  private final PickleInput bytes;

  SafeUnpickler(PickleInput bytes) {
    this.bytes = bytes;
  }

  @Override
  protected Object dispatch(short key) throws IOException {
    switch (key) {
      case Opcodes.GLOBAL -> {
        String module = PickleUtils.readline(bytes);
        stack.add(AllowedClass.of(module, PickleUtils.readline(bytes)));
      }
      case Opcodes.STACK_GLOBAL -> {
        Object name = stack.pop();
        Object module = stack.pop();
        // anything else could hold itself, and writing it would not end
        if (!(module instanceof String) || !(name instanceof String)) {
          throw AllowedClass.refused("by a name that is no string");
        }
        stack.add(AllowedClass.of((String) module, (String) name));
      }
      case Opcodes.INST -> {
        String module = PickleUtils.readline(bytes);
        throw AllowedClass.refused(module + "." + PickleUtils.readline(bytes) + " (by INST)");
      }
      case Opcodes.EXT1 -> throw AllowedClass.refused("with extension code " + bytes.peek(1));
      case Opcodes.EXT2 -> throw AllowedClass.refused("with extension code " + bytes.peek(2));
      case Opcodes.EXT4 -> throw AllowedClass.refused("with extension code " + bytes.peek(4));
      case Opcodes.REDUCE -> reduce();
      case Opcodes.BUILD -> build();
      case Opcodes.DICT -> {
        List<Object> pairs = stack.pop_all_since_marker();
        stack.add(new HashMap<>());
        put(pairs);
      }
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        put(Arrays.asList(stack.pop(), value));
      }
      case Opcodes.SETITEMS -> put(stack.pop_all_since_marker());
      case Opcodes.LONG -> stack.add(whole(PickleUtils.readline(bytes)));
      default -> {
        requirePlain(key);
        return super.dispatch(key);
      }
    }
    return NO_RETURN_VALUE;
  }

  private void reduce() {
    Object args = stack.pop();
    Object made = stack.pop();
    if (!(made instanceof AllowedClass c) || !(args instanceof Object[])) {
      throw new PickleException("calls what is no class " + place());
    }
    stack.add(c.construct((Object[]) args));
  }

  private void build() {
    Object state = stack.pop();
    if (!(stack.peek() instanceof PickleState target) || !(state instanceof Object[])) {
      throw new PickleException("gives a state to what is no numpy array or type " + place());
    }
    target.set((Object[]) state);
  }

  /** Keys are plain: the hash of nested lists could take for ever. */
  @SuppressWarnings("unchecked")
  private void put(List<Object> pairs) {
    Map<Object, Object> map = (Map<Object, Object>) stack.peek();
    for (int i = 0; i < pairs.size(); i += 2) {
      Object key = pairs.get(i);
      if (!(key instanceof String) && !(key instanceof Number)) {
        throw new PickleException("has a dictionary key that is no string or number " + place());
      }
      map.put(key, pairs.get(i + 1));
    }
  }

  private Object whole(String line) {
    String digits = line.replaceFirst("L$", "");
    if (digits.length() > MOST_DIGITS) {
      throw new PickleException("has a number of " + digits.length() + " digits " + place());
    }
    return Long.valueOf(digits);
  }

  private void requirePlain(short key) throws IOException {
    switch (key) {
      case Opcodes.MARK, Opcodes.STOP, Opcodes.POP, Opcodes.POP_MARK, Opcodes.DUP:
      case Opcodes.FLOAT, Opcodes.INT, Opcodes.BININT, Opcodes.BININT1, Opcodes.BININT2:
      case Opcodes.BINFLOAT, Opcodes.NONE, Opcodes.NEWTRUE, Opcodes.NEWFALSE:
      case Opcodes.STRING, Opcodes.UNICODE:
      case Opcodes.APPEND, Opcodes.APPENDS, Opcodes.LIST, Opcodes.EMPTY_LIST, Opcodes.EMPTY_DICT:
      case Opcodes.TUPLE, Opcodes.EMPTY_TUPLE, Opcodes.TUPLE1, Opcodes.TUPLE2, Opcodes.TUPLE3:
      case Opcodes.GET, Opcodes.BINGET, Opcodes.LONG_BINGET:
      case Opcodes.PUT, Opcodes.BINPUT, Opcodes.LONG_BINPUT, Opcodes.MEMOIZE:
      case Opcodes.PROTO, Opcodes.FRAME, Opcodes.READONLY_BUFFER:
        return;
      case Opcodes.SHORT_BINSTRING, Opcodes.SHORT_BINBYTES, Opcodes.SHORT_BINUNICODE:
        requireLeft(1, MOST_BYTES);
        return;
      case Opcodes.BINSTRING, Opcodes.BINBYTES, Opcodes.BINUNICODE:
        requireLeft(4, MOST_BYTES);
        return;
      case Opcodes.BINUNICODE8, Opcodes.BINBYTES8, Opcodes.BYTEARRAY8:
        requireLeft(8, MOST_BYTES);
        return;
      case Opcodes.LONG1:
        requireLeft(1, Long.BYTES);
        return;
      case Opcodes.LONG4:
        requireLeft(4, Long.BYTES);
        return;
      default:
        String shown =
            key > ' ' && key < 127 ? "'" + (char) key + "'" : "0x" + Integer.toHexString(key);
        throw new PickleException(
            "uses opcode " + shown + " " + place() + "; allowed are plain values and numpy arrays");
    }
  }

  private void requireLeft(int lengthBytes, long most) throws IOException {
    long length = bytes.peek(lengthBytes);
    long left = bytes.remaining() - lengthBytes;
    if (length < 0 || length > left) {
      throw new PickleException(
          "says that "
              + Long.toUnsignedString(length)
              + " bytes follow "
              + place()
              + ", but only "
              + Math.max(left, 0)
              + " are left: it is damaged or cut off");
    }
    if (length > most) {
      throw new PickleException(
          "has an array, string or number of "
              + length
              + " bytes "
              + place()
              + "; at most "
              + most
              + " are read");
    }
  }

  private String place() {
    return "at byte " + bytes.position();
  }
}
