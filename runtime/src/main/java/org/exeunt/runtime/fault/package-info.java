/** What goes wrong on purpose: clients that drop out, fail, come late or attack. Start at {@link org.exeunt.runtime.fault.Faults}. */
package org.exeunt.runtime.fault;
