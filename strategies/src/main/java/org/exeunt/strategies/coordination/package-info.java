/**
 * Which exits of which client learn in a round. {@link org.exeunt.strategies.coordination.ProgressiveDepth} is the schedule of
 * CAFEDistill, {@link org.exeunt.strategies.coordination.LeastConflict} the same with the settings of its reference code,
 * {@link org.exeunt.strategies.coordination.AllExits} no schedule at all. How many exits learn is said by the package's {@code Budget}, whose
 * they are by {@link org.exeunt.strategies.coordination.Tier2}.
 */
package org.exeunt.strategies.coordination;
