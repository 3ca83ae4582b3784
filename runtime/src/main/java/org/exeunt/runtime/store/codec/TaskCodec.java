package org.exeunt.runtime.store.codec;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.exeunt.api.network.PersonalRule;
import org.exeunt.api.params.ParameterLayout;
import org.exeunt.api.strategy.ClientResult;
import org.exeunt.api.strategy.ClientTask;
import org.exeunt.api.strategy.EvaluationResult;

/**
 * Encodes the tasks of clients and their results as bytes for another process of the same run, with the exact bits of
 * all values. The layout of the run's network is not part of the bytes; other layouts are.
 *
 * <p>The first byte is the version, the second the kind of the message; the rest is a value of {@link StateWriter}.
 * Readers check every size against the number of bytes before they allocate memory. Safe for use by multiple threads.
 *
 * @param layout of the run's network, equal in both processes
 * @param ruleType class of the rules of personal models; empty if there are none
 */
public record TaskCodec(ParameterLayout layout, Optional<Class<? extends PersonalRule>> ruleType) {
    private static final int VERSION = 6;
    private static final char TASK = 'T';
    private static final char SUCCESS = 'S';
    private static final char FAILURE = 'F';
    private static final char EVALUATION = 'E';

    /**
     * Encodes a task.
     *
     * @param boundaries receives the positions at which the values of a block or a vector start and end, in order:
     *     between them, equal values are equal bytes
     */
    public byte[] encode(ClientTask task, IntConsumer boundaries) {
        return encode(TASK, task, boundaries);
    }

    /** Encodes the result of a client's training. */
    public byte[] encode(ClientResult result) {
        return encode(result instanceof ClientResult.Success ? SUCCESS : FAILURE, result);
    }

    /** Encodes the result of a client's evaluation. */
    public byte[] encode(EvaluationResult result) {
        return encode(EVALUATION, result);
    }

    private byte[] encode(char kind, Object value) {
        return encode(kind, value, boundary -> {});
    }

    private byte[] encode(char kind, Object value, IntConsumer boundaries) {
        byte[] start = {VERSION, (byte) kind};
        return StateWriter.bytes(0, start, value, List.of(layout), boundaries);
    }

    /**
     * Decodes a task.
     *
     * @throws CorruptFileException if the bytes are no task of this version
     */
    public ClientTask task(byte[] bytes) throws CorruptFileException {
        return decode(bytes, Map.of(TASK, ClientTask.class), ClientTask.class);
    }

    /**
     * Decodes the result of a client's training.
     *
     * @throws CorruptFileException if the bytes are no such result of this version
     */
    public ClientResult result(byte[] bytes) throws CorruptFileException {
        return decode(
                bytes,
                Map.of(SUCCESS, ClientResult.Success.class, FAILURE, ClientResult.Failure.class),
                ClientResult.class);
    }

    /**
     * Decodes the result of a client's evaluation.
     *
     * @throws CorruptFileException if the bytes are no such result of this version
     */
    public EvaluationResult evaluation(byte[] bytes) throws CorruptFileException {
        return decode(bytes, Map.of(EVALUATION, EvaluationResult.class), EvaluationResult.class);
    }

    private <R> R decode(byte[] bytes, Map<Character, Class<? extends Record>> kinds, Class<R> type)
            throws CorruptFileException {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        int version = in.read();
        int kind = in.read();
        if (version != VERSION || kind < 0 || !kinds.containsKey((char) kind)) {
            throw new CorruptFileException("a message starts with %d, %d; expected version %d and one of the kinds %s"
                    .formatted(version, kind, VERSION, kinds.keySet()));
        }
        StateReader reader = new StateReader(new StateInput(in, in.available()), set -> set, List.of(layout), ruleType);
        try {
            R value = type.cast(reader.read(kinds.get((char) kind)));
            reader.requireEnd();
            return value;
        } catch (CorruptFileException e) {
            throw e;
        } catch (EOFException e) {
            throw new CorruptFileException("a message ends early or has more bytes than its value");
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be read", e);
        }
    }
}
