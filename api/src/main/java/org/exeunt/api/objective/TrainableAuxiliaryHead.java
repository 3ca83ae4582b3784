package org.exeunt.api.objective;

import org.exeunt.api.Exit;
import org.exeunt.api.params.ParameterSet;

/**
 * An auxiliary head that is trained through {@link ForwardPass#logitGradient(String)}, such as a personal head in
 * addition to a shared one. The optimiser updates it as it updates the blocks of the network, with the same momentum
 * and weight decay.
 *
 * <p>Each call of {@link org.exeunt.api.network.Network#train} starts from {@code parameters} with zero velocity and
 * reports the trained values. The head uses the running statistics of the live head, if any, and does not update them.
 *
 * @param name unique within the objective; the training report has the trained values under this name
 * @param exit the exit that the head is attached to
 * @param parameters initial values of exactly the blocks of that exit's head
 */
public record TrainableAuxiliaryHead(String name, Exit exit, ParameterSet parameters) implements AuxiliaryHead {}
