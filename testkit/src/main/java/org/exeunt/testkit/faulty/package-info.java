/** Wrappers that make clients fail on purpose. Start at {@link org.exeunt.testkit.faulty.FaultyStrategy}. */
package org.exeunt.testkit.faulty;
