/**
 * Which exits of which client learn in a round. {@link org.exeunt.strategies.coordination.AllExits} is no schedule at all;
 * {@link org.exeunt.strategies.coordination.ProgressiveDepth} is CAFEDistill's, {@link org.exeunt.strategies.coordination.LeastConflict} the
 * same with the settings of its reference code; {@link org.exeunt.strategies.coordination.RandomStudents} and
 * {@link org.exeunt.strategies.coordination.ShallowOnly} are its controls; {@link org.exeunt.strategies.coordination.Capacity} gives clients
 * of different size the first stages of the network.
 *
 * <p>Both schedules are the package's {@code DepthFirst}: how many exits learn is said by {@code ExitBudget}, whose they are by
 * {@link org.exeunt.strategies.coordination.DepthSelection}. Every policy works with every strategy that accepts what it leaves out; a strategy that
 * does not say how alike clients are is compared by its clients' final heads where it sends them.
 */
package org.exeunt.strategies.coordination;
