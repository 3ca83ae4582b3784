package org.exeunt.config.plugins;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** The answer of the registry to a question for one plugin. */
public sealed interface Lookup {
    /** It is there and can be chosen. */
    record Found(InstalledPlugin plugin) implements Lookup {}

    /**
     * It cannot be chosen.
     *
     * @param code why, for machines
     * @param what why, a clause without capital and full stop
     * @param question the near miss, if there is one
     * @param details whole sentences: what is there instead, what to do
     * @param failure what the plugin threw when it was loaded, if that is the reason
     */
    record Refused(
            ErrorCode code, String what, Optional<String> question, List<String> details, Optional<Throwable> failure)
            implements Lookup {
        public Refused {
            details = List.copyOf(details);
        }

        /** Returns the failure to throw; {@code where} is the file and key that asked. */
        public ExeuntException at(String where) {
            return new ExeuntException(code, message(where), failure.orElse(null));
        }

        /** Returns the whole text, one sentence or list a line. */
        public String message(String where) {
            StringBuilder message = new StringBuilder(capitalised(what))
                    .append(" (")
                    .append(where)
                    .append(").");
            question.ifPresent(text -> message.append(' ').append(capitalised(text)));
            details.forEach(line -> message.append('\n').append(line));
            return message.toString();
        }

        private static String capitalised(String clause) {
            return clause.substring(0, 1).toUpperCase(Locale.ROOT) + clause.substring(1);
        }
    }
}
