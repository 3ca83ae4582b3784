package org.exeunt.trackers;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Converts names to ones that are valid on every MLflow server, independent of its system and store. */
final class MlflowName {
    private static final int MAX_LENGTH = 250;
    private static final int SUFFIX_LENGTH = 8;

    private MlflowName() {}

    /**
     * Returns the name unchanged if it is valid: 1 to 250 ASCII letters, digits and {@code _-. /}, of which no part
     * between slashes is empty, is {@code .} or starts with {@code ..}. A colon is not valid, as not all servers accept
     * it. Otherwise returns the name with invalid characters replaced by {@code _}, truncated, and with eight
     * hexadecimal digits of a hash of the name appended, so that different names stay different and a name is converted
     * equally in all runs.
     */
    static String of(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_. /-]", "_").replaceAll("(?<=^|/)(?:\\.\\.|\\.?(?=/|$))", "_");
        if (plain.equals(name) && name.length() <= MAX_LENGTH) {
            return name;
        }
        String suffix = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, SUFFIX_LENGTH);
        return plain.substring(0, Math.min(plain.length(), MAX_LENGTH - SUFFIX_LENGTH - 1)) + "-" + suffix;
    }
}
