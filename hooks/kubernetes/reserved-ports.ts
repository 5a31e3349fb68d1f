/**
 * Ports of nodes that no Service gets by default, with who listens there. A port that people also serve is not here, although
 * nodes may use it: 53 (DNS servers are load balancers too) and 51820 (WireGuard).
 */
export const RESERVED_PORTS = {
  '22/TCP': 'SSH.',
  '179/TCP': 'BGP: Calico, Cilium, kube-router and MetalLB.',
  '2379-2380/TCP': 'etcd.',
  '4240/TCP': 'Health checks between the agents of Cilium.',
  '4789/UDP': 'VXLAN, as Calico, Canal and OVN-Kubernetes use it.',
  '6081/UDP': 'Geneve, as Antrea, Cilium and OVN-Kubernetes use it.',
  '6443/TCP': 'The API server.',
  '6444/TCP': 'The way of the agents of K3s and RKE2 to the API server.',
  '8132/TCP': 'Konnectivity of k0s.',
  '8472/UDP': 'VXLAN of Flannel and Cilium.',
  '9345/TCP': 'The supervisor of RKE2, where nodes join.',
  '10248/TCP': 'Health of the kubelet.',
  '10249/TCP': 'Metrics of kube-proxy.',
  '10250/TCP': 'The API of the kubelet.',
  '10255/TCP': 'The read-only API of the kubelet.',
  '10256/TCP': 'Health of kube-proxy, which load balancers outside of the cluster ask.',
  '10257/TCP': 'kube-controller-manager.',
  '10258/TCP': 'cloud-controller-manager.',
  '10259/TCP': 'kube-scheduler.',
  '30000-32767': 'Node ports of Services, of every protocol.',
} as const;
