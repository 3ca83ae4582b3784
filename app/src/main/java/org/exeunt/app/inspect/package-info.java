/**
 * Inspection of the partitioned data of a configuration: {@link org.exeunt.app.inspect.Inspection} counts examples,
 * {@link org.exeunt.app.inspect.PartitionChart} draws the classes of each client, {@link org.exeunt.app.inspect.ExampleSheet} draws examples. Works
 * without a display.
 */
package org.exeunt.app.inspect;
