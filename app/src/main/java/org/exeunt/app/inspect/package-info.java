/**
 * What a configuration makes of its data: {@link org.exeunt.app.inspect.Inspection} counts, {@link org.exeunt.app.inspect.PartitionChart}
 * draws who holds which classes, {@link org.exeunt.app.inspect.ExampleSheet} draws examples. Pictures need no screen.
 */
package org.exeunt.app.inspect;
