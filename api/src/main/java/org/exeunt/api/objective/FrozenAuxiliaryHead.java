package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.params.ParameterSet;

/**
 * An auxiliary head that is not trained, such as the head of a teacher. It runs in inference mode.
 *
 * @param name unique within the objective
 * @param exit the exit that the head is attached to
 * @param parameters values of exactly the blocks of that exit's head
 */
public record FrozenAuxiliaryHead(String name, Exit exit, ParameterSet parameters) implements AuxiliaryHead {}
