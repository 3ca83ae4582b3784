package org.exeunt.runtime.store.codec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.api.network.PersonalRule;

/**
 * Reads and writes the personal rule of a client's model. Format: the version (one byte, 1), and a record as {@link
 * StateWriter} writes it. The class of the record is not part of the file.
 */
public final class RuleFile {
    private static final int VERSION = 1;

    private RuleFile() {}

    /**
     * Returns the content of the file of a rule.
     *
     * @throws IllegalArgumentException if the rule is no record, or contains what no state can contain
     */
    public static byte[] encode(PersonalRule rule) {
        return StateWriter.bytes(0, new byte[] {VERSION}, rule, List.of(), boundary -> {});
    }

    /**
     * Returns the rule with the given content.
     *
     * @param type class of the rule
     * @throws IOException if the bytes are no such rule
     */
    public static PersonalRule decode(byte[] bytes, Class<? extends PersonalRule> type) throws IOException {
        StateInput in = new StateInput(new ByteArrayInputStream(bytes), bytes.length);
        int version = in.read();
        if (version != VERSION) {
            throw new CorruptFileException("a rule starts with %d; expected version %d".formatted(version, VERSION));
        }
        StateReader reader = new StateReader(in, set -> set, List.of(), Optional.of(type));
        PersonalRule rule = reader.read(PersonalRule.class);
        reader.requireEnd();
        return rule;
    }

    /**
     * Reads a file.
     *
     * @throws ExeuntException DATA-21 if it contains no rule of this type
     */
    public static PersonalRule read(Path file, Class<? extends PersonalRule> type) {
        try {
            return decode(Files.readAllBytes(file), type);
        } catch (IOException e) {
            throw new ExeuntException(
                    ModelFile.DAMAGED,
                    ("Rule file %s contains no %s: %s. Use the version of the strategy that provenance.json names, or"
                                    + " repeat the run.")
                            .formatted(file, type.getSimpleName(), e.getMessage()),
                    e);
        }
    }
}
