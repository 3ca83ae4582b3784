package org.exeunt.trackers;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Names that every MLflow server takes, whatever its system and store. */
final class MlflowName {
    private static final int LONGEST = 250;
    private static final int MARK = 8;

    private MlflowName() {}

    /**
     * Returns a name itself if it can be one: 1 to 250 ASCII letters, digits and {@code _-. /}, which as a path has no part that is empty or
     * {@code .} or begins with {@code ..}; a colon is not among them, as not all servers take it. Otherwise returns the name with {@code _}
     * for what cannot stay, cut, and with eight digits drawn from the original at its end, so that two names stay two, and one name is the
     * same in every run.
     */
    static String of(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_. /-]", "_").replaceAll("(?<=^|/)(?:\\.\\.|\\.?(?=/|$))", "_");
        if (plain.equals(name) && name.length() <= LONGEST) {
            return name;
        }
        String mark = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, MARK);
        return plain.substring(0, Math.min(plain.length(), LONGEST - MARK - 1)) + "-" + mark;
    }
}
