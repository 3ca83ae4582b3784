package org.exeunt.app.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ErrorCode;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.console.VisibleText;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;
import org.exeunt.runtime.store.records.RunArchive;

/** A client of a run as a user names it: by its number, or by the owner of its examples. */
public final class ClientReference {
    /** What the help prints about an option whose value {@link #client} understands. */
    public static final String DESCRIPTION =
            "A client: its number, from 0, or the owner of its examples; owner:NAME if that is also a client's number.";

    private static final ErrorCode UNKNOWN = ErrorCategory.CONFIG.code(15);
    private static final String OWNER = "owner:";

    private ClientReference() {}

    /**
     * Returns the client that the option {@code --client} names: a number that belongs to no client is an owner. Warns
     * if it is a client's number and the name of another client's owner.
     *
     * @param run directory of a finished run
     * @throws ExeuntException CONFIG-15 if no client or several clients have the owner, CONFIG-07 if a number
     *     that is no owner is negative or too large; of category DATA if a file of the run is missing or damaged
     */
    public static ClientId client(Path run, String reference, Terminal terminal) {
        List<ClientCounts> clients = RunArchive.classes(run).clients();
        String owner = reference.startsWith(OWNER) ? reference.substring(OWNER.length()) : reference;
        List<ClientCounts> owned =
                clients.stream().filter(client -> owner.equals(client.owner())).toList();
        if (reference.matches("-?\\d{1,18}")) {
            long number = Long.parseLong(reference);
            boolean isClient = clients.stream().anyMatch(client -> client.client() == number);
            if (isClient && owned.stream().anyMatch(client -> client.client() != number)) {
                terminal.warn("--client %s is the client of that number; the owner %s is --client %s%s"
                        .formatted(reference, reference, OWNER, reference));
            }
            if (isClient || owned.isEmpty()) {
                Minimum.require(0, Integer.MAX_VALUE, "--client", number);
                return new ClientId((int) number);
            }
        }
        if (owned.size() == 1) {
            return new ClientId(owned.get(0).client());
        }
        throw new ExeuntException(
                UNKNOWN,
                "--client %s: %s"
                        .formatted(
                                VisibleText.line(reference),
                                owned.isEmpty() ? unknown(run, owner, clients) : ambiguous(run, owned)));
    }

    private static String unknown(Path run, String owner, List<ClientCounts> clients) {
        List<String> owners = clients.stream()
                .map(ClientCounts::owner)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        String found = owners.isEmpty()
                ? "not a number, and no client of run %s has an owner".formatted(run)
                : "no client of run %s has this owner".formatted(run);
        String question = NearMiss.of(owner, owners)
                .map(name -> "; did you mean '%s'?".formatted(VisibleText.line(name)))
                .orElse(".");
        return "%s%s Expected a number from 0 to %d%s."
                .formatted(
                        found,
                        question,
                        clients.size() - 1,
                        owners.isEmpty()
                                ? ""
                                : ", or one of " + VisibleText.first(RunsArgument.MAX_NAMED, owners, ", "));
    }

    private static String ambiguous(Path run, List<ClientCounts> owned) {
        return "%d clients of run %s have this owner; expected the number of one of them: %s."
                .formatted(
                        owned.size(),
                        run,
                        VisibleText.first(
                                RunsArgument.MAX_NAMED,
                                owned.stream()
                                        .map(client -> String.valueOf(client.client()))
                                        .toList(),
                                ", "));
    }
}
