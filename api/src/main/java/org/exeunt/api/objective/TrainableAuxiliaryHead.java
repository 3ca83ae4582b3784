package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.params.ParameterSet;

/**
 * A companion that learns from {@link ForwardPass#logitGradient(String)}, such as a personal head beside a shared one. The optimiser moves it
 * by the same rule as the live blocks, momentum and decay included.
 *
 * <p>Every training starts it from {@code parameters} with zero velocity; what it has learned is in the report. Its running statistics, if it
 * has any, are those of the live head and do not move.
 *
 * @param name by which loss terms ask for its logits, and under which the report holds what it learned
 * @param exit beside whose head it stands
 * @param parameters where it starts: values for exactly the blocks of that exit's head
 */
public record TrainableAuxiliaryHead(String name, Exit exit, ParameterSet parameters) implements AuxiliaryHead {}
