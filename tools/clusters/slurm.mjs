import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, sh, started, until } from './processes.mjs';

/** Configuration of a cluster of one node, this machine, as root and without systemd; its own ports and folders. */
const configOf = ({ home, host, cpus, ports, maxArraySize }) => `ClusterName=fragility
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${ports[0]}
SlurmdPort=${ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=${home}/munge.socket
CredType=cred/munge
StateSaveLocation=${home}/state
SlurmdSpoolDir=${home}/spool
SlurmctldPidFile=${home}/slurmctld.pid
SlurmdPidFile=${home}/slurmd.pid
SlurmctldLogFile=${home}/slurmctld.log
SlurmdLogFile=${home}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=0
MinJobAge=5
KillWait=5
ReturnToService=2
MaxArraySize=${maxArraySize}
MpiDefault=none
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus} State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
`;

/**
 * Starts a SLURM cluster of one node on this machine.
 *
 * @returns the environment that its commands need, its host, and what ends it
 */
export async function startSlurm({ cpus = 2, maxArraySize = 1001 } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'fragility-slurm-'));
  const host = hostname().split('.')[0];
  const ports = [await freePort(), await freePort()];
  for (const name of ['state', 'spool']) mkdirSync(join(home, name));
  writeFileSync(join(home, 'munge.key'), randomBytes(1024), { mode: 0o600 });
  writeFileSync(join(home, 'slurm.conf'), configOf({ home, host, cpus, ports, maxArraySize }));
  const env = { ...process.env, SLURM_CONF: join(home, 'slurm.conf') };
  const log = (name) => join(home, `${name}.log`);
  const daemons = [
    started(
      'munged',
      [
        '--foreground',
        '--force',
        `--key-file=${home}/munge.key`,
        `--socket=${home}/munge.socket`,
        `--pid-file=${home}/munged.pid`,
        `--log-file=${log('munged')}`,
        `--seed-file=${home}/munged.seed`,
      ],
      { env, log: log('munged-out') },
    ),
  ];
  const stop = async () => {
    sh('scancel --user=root', { env });
    await until(() => sh('squeue -h', { env }).stdout.trim() === '', 'the end of all tasks').catch(() => undefined);
    for (const daemon of daemons.reverse()) await daemon.stop();
    rmSync(home, { recursive: true, force: true });
  };
  try {
    await until(() => sh(`munge -n --socket=${home}/munge.socket`, { env }).status === 0, 'munge');
    daemons.push(started('slurmctld', ['-D', '-i'], { env, log: log('ctld-out') }));
    daemons.push(started('slurmd', ['-D', '-N', host], { env, log: log('slurmd-out') }));
    await until(() => sh('sinfo -h -o %T', { env }).stdout.trim() === 'idle', 'the node', 30);
  } catch (error) {
    for (const name of ['munged-out', 'ctld-out', 'slurmd-out', 'slurmctld', 'slurmd'])
      console.error(`${name}: ${sh(`tail -20 ${log(name)}`).stdout}`);
    await stop();
    throw error;
  }
  return { env, host, stop };
}
