package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.params.ParameterSet;

/**
 * A second head on an exit's features that answers but does not learn, such as a teacher's; nothing flows back through it.
 *
 * @param name by which loss terms ask for its logits
 * @param exit whose features it reads and whose head's shape it has
 * @param parameters values for exactly the blocks of that exit's head
 */
public record FrozenHead(String name, Exit exit, ParameterSet parameters) {}
