/**
 * Inspection of the partitioned data of a configuration: {@link org.exeunt.app.inspect.Inspection} counts examples,
 * {@link org.exeunt.app.inspect.InspectionPage} shows them with charts and examples.
 */
package org.exeunt.app.inspect;
