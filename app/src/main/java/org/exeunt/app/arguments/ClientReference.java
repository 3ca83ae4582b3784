package org.exeunt.app.arguments;

import java.util.List;
import java.util.Objects;
import org.exeunt.api.ClientId;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.exeunt.app.console.Terminal;
import org.exeunt.app.console.VisibleText;
import org.exeunt.config.plugins.NearMiss;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.store.identity.ClassDistribution.ClientCounts;

/** A client of a run as a user names it: by its number, or by the owner of its examples. */
public final class ClientReference {
    /** What the help prints about an option whose value {@link #client} understands. */
    public static final String DESCRIPTION =
            "A client: its number, from 0, or the owner of its examples; owner:NAME if that is also a client's number.";

    private static final String OWNER = "owner:";

    private ClientReference() {}

    /**
     * Returns the client that the option {@code --client} names: a number that belongs to no client is an owner. Warns
     * if it is a client's number and the name of another client's owner.
     *
     * @throws ExeuntException CONFIG-15 if no client or several clients have the owner; of category DATA if a file of
     *     the run is missing or damaged
     */
    public static ClientId client(FinishedRun run, String reference, Terminal terminal) {
        List<ClientCounts> clients = run.classes().clients();
        String owner = reference.startsWith(OWNER) ? reference.substring(OWNER.length()) : reference;
        List<ClientCounts> owned =
                clients.stream().filter(client -> owner.equals(client.owner())).toList();
        if (reference.matches("\\d{1,9}")) {
            int number = Integer.parseInt(reference);
            boolean isClient = clients.stream().anyMatch(client -> client.client() == number);
            if (isClient && owned.stream().anyMatch(client -> client.client() != number)) {
                terminal.warn("--client %s is the client of that number; the owner %s is --client %s%s"
                        .formatted(reference, reference, OWNER, reference));
            }
            if (isClient || owned.isEmpty()) {
                return new ClientId(number);
            }
        }
        if (owned.size() == 1) {
            return new ClientId(owned.get(0).client());
        }
        List<String> owners = clients.stream()
                .map(ClientCounts::owner)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        List<String> numbers =
                owned.stream().map(client -> String.valueOf(client.client())).toList();
        throw new ExeuntException(
                Errors.CONFIG_15,
                "--client %s: found %s of run %s with this owner%s Expected a number from 0 to %d%s."
                        .formatted(
                                VisibleText.line(reference),
                                owned.isEmpty() ? "no client" : "the clients " + first(numbers),
                                run.directory(),
                                owned.isEmpty() ? VisibleText.line(NearMiss.ending(owner, owners)) : ".",
                                clients.size() - 1,
                                owners.isEmpty() ? "" : ", or one of " + first(owners)));
    }

    private static String first(List<String> names) {
        return VisibleText.first(RunsArgument.MAX_NAMED, names, ", ");
    }
}
