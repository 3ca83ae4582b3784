/** Wrappers that simulate failures of clients, see {@link org.exeunt.testkit.faulty.FaultyStrategy}. */
package org.exeunt.testkit.faulty;
