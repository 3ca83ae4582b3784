/** What a run was made of: configuration, code, data and machine; runs with equal ones have equal identities. */
package org.exeunt.runtime.store.identity;
