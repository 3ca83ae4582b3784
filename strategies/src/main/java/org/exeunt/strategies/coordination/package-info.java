/**
 * Coordination policies choose the exits that each client trains in a round.
 * {@link org.exeunt.strategies.coordination.AllExits} trains all exits in every round.
 * {@link org.exeunt.strategies.coordination.ProgressiveDepth} is the schedule of CAFEDistill and
 * {@link org.exeunt.strategies.coordination.LeastConflict} the same schedule with the settings of its reference code;
 * {@link org.exeunt.strategies.coordination.RandomStudents} is their control.
 * {@link org.exeunt.strategies.coordination.Capacity} assigns only the first stages of the network to clients of low
 * capacity.
 *
 * <p>Both schedules are implemented by {@code DepthFirst}: {@code ExitBudget} computes the number of exits and
 * {@link org.exeunt.strategies.coordination.DepthSelection} chooses the clients. Every policy works with every strategy
 * that accepts the exits it leaves out. If a strategy does not provide similarities of clients, they are computed from
 * the final heads in the uploads.
 */
package org.exeunt.strategies.coordination;
