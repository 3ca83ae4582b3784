package org.exeunt.config.plugins;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;

/** Result of looking up a plugin in a {@link PluginRegistry}. */
public sealed interface Lookup {
    /** The plugin is available. */
    record Found(InstalledPlugin plugin) implements Lookup {}

    /**
     * The plugin is not available.
     *
     * @param code error code
     * @param what the reason, a clause without capital and full stop
     * @param question the suggestion; empty if no id is similar
     * @param details whole sentences: available plugins and remedies
     */
    record Refused(ErrorCode code, String what, Optional<String> question, List<String> details) implements Lookup {
        public Refused {
            details = List.copyOf(details);
        }

        /** Returns the exception to throw; {@code where} is the file and key of the choice. */
        public ExeuntException at(String where) {
            return new ExeuntException(code, message(where));
        }

        /** Returns the message, one sentence or list per line. */
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
