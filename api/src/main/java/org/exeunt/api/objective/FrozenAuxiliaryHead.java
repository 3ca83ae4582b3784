package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.params.ParameterSet;

/**
 * A companion that answers but does not learn, such as a teacher's head. It answers in inference mode.
 *
 * @param name by which loss terms ask for its logits
 * @param exit beside whose head it stands
 * @param parameters values for exactly the blocks of that exit's head
 */
public record FrozenAuxiliaryHead(String name, Exit exit, ParameterSet parameters) implements AuxiliaryHead {}
