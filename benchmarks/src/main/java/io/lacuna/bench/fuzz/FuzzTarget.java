package io.lacuna.bench.fuzz;

import io.lacuna.bench.fuzz.mutate.Mutation;
import java.util.List;

/**
 * A place where bytes from outside come in. One thread at a time runs it; it keeps nothing between
 * two inputs that would change what the second one does.
 */
public interface FuzzTarget extends AutoCloseable {
  /** What {@link #run} says of an input that was taken. */
  String ACCEPTED = "ACCEPTED";

  /** The word on the command line. */
  String name();

  /** Valid inputs; each must be accepted as it stands. */
  List<byte[]> seeds();

  /** Damage that knows the format, besides that of any bytes. */
  List<Mutation> mutations();

  /** Words of the format. */
  List<byte[]> tokens();

  /** Bytes that one input may make the reader allocate, all objects together. */
  long maxAllocation();

  /**
   * Reads an input as the product does.
   *
   * @return {@link #ACCEPTED}, or the reason word of the documented refusal
   * @throws Exception whatever is no documented refusal: a finding
   */
  String run(byte[] input) throws Exception;

  @Override
  default void close() throws Exception {}
}
