/** Whether all Go modules of the store are in the local module cache, without asking any network. */
export function modulesAreThere(): boolean;
