package org.exeunt.runtime.run;

import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.round.ClientFacts;

/**
 * A client with its examples.
 *
 * @param id who
 * @param train what it trains on
 * @param test what it is evaluated on; may be empty
 */
public record Client(ClientId id, Examples train, Examples test) {
    /** Returns what the server knows. */
    ClientFacts facts() {
        return new ClientFacts(id, train.size());
    }
}
